-- Fails for every review that was lost or doubled between the raw and the feature layer.
with

raw_reviews as (

    select distinct nullif(trim(review_id), '') as review_id
    from {{ref "raw_review"}}

),

features as (

    select
        review_id,
        count(*) as feature_rows

    from {{ref "feat_reviews"}}
    group by all

)

select
    coalesce(raw_reviews.review_id, features.review_id) as review_id,
    coalesce(features.feature_rows, 0) as feature_rows

from raw_reviews
full join features on raw_reviews.review_id = features.review_id
where
    raw_reviews.review_id is not null
    and coalesce(features.feature_rows, 0) <> 1
