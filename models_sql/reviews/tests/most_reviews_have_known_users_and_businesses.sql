{{config severity="warn"}}
-- Fails when more than a tenth of the reviews name a user or business that is not among those that landed: a file is missing.
with

reviews as (

    select * from {{ref "pri_reviews"}}

),

shares as (

    select
        count(*) as review_count,
        count(*) filter (where not has_known_user) as reviews_of_unknown_users,
        count(*) filter (where not has_known_business) as reviews_of_unknown_businesses

    from reviews

)

select * from shares
where
    reviews_of_unknown_users * 10 > review_count
    or reviews_of_unknown_businesses * 10 > review_count
