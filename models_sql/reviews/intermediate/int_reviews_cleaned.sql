{{config materialized="table" unique_key="review_id"}}
-- grain: one row per review
with

reviews as (

    select * from {{ref "int_reviews_deduplicated"}}

),

cleaned as (

    select
        ---------- ids
        review_id,
        user_id,
        business_id,

        ---------- text
        coalesce({{> clean_text column="text"}}, '') as text,

        ---------- numerics
        case when stars between 1 and 5 then cast(stars as integer) end as stars,
        greatest(useful, 0) as useful_votes_snapshot,
        greatest(funny, 0) as funny_votes_snapshot,
        greatest(cool, 0) as cool_votes_snapshot,

        ---------- timestamps
        date as reviewed_at

    from reviews

)

select * from cleaned
