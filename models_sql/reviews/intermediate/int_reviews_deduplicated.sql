{{config materialized="view"}}
-- grain: one row per review
with

reviews as (

    select * from {{ref "raw_review"}}

),

reviews_with_trimmed_ids as (

    select
        * replace (
            {{> clean_id column="review_id"}} as review_id,
            {{> clean_id column="user_id"}} as user_id,
            {{> clean_id column="business_id"}} as business_id
        )

    from reviews

),

-- What arrived last holds. The further columns only settle ties, so that the choice never depends on the order of reading.
last_arrived as (

    select *
    from reviews_with_trimmed_ids
    where review_id is not null
    qualify row_number() over (
        partition by review_id
        order by
            _ingested_at desc,
            _source_file desc,
            _source_row desc,
            date desc nulls last,
            stars desc nulls last,
            text desc nulls last
    ) = 1

)

select * from last_arrived
