{{! The mean of a few ratings, drawn towards `prior_stars` as if `prior_reviews` more had given it. One division of exact sums, so it is the same on every machine. }}
(
    (cast({{ident "total"}} as double) + cast({{var "prior_stars"}} as double) * {{var "prior_reviews"}})
    / (cast({{ident "ratings"}} as double) + {{var "prior_reviews"}})
)
