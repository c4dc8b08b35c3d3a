{{config materialized="view"}}
-- grain: one row per review with a known business and time
with

reviews as (

    select
        review_id,
        business_id,
        reviewed_at,
        stars

    from {{ref "pri_reviews"}}
    where
        business_id is not null
        and reviewed_at is not null

),

-- The frame ends just before the review's own time: neither the review itself nor another one of the same moment is in it.
reviews_with_what_went_before as (

    select
        review_id,
        reviewed_at,
        count(*) over earlier as reviews_before,
        count(stars) over earlier as ratings_before,
        coalesce(sum(stars) over earlier, 0) as stars_before,
        count(*) filter (where stars <= 2) over earlier as negative_before,
        max(reviewed_at) over earlier as last_reviewed_at

    from reviews
    window earlier as (
        partition by business_id
        order by reviewed_at
        range between unbounded preceding and interval 1 microsecond preceding
    )

),

described as (

    select
        review_id,
        reviews_before as business_reviews_before,
        {{> drawn_to_prior total="stars_before" ratings="ratings_before"}} as business_mean_stars_before,
        negative_before / nullif(ratings_before, 0) as business_negative_share_before,
        date_diff('day', last_reviewed_at, reviewed_at) as business_days_since_review

    from reviews_with_what_went_before

)

select * from described
