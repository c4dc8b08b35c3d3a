{{config materialized="table" unique_key="review_id"}}
-- grain: one row per review
with

reviews as (

    select * from {{ref "int_reviews_cleaned"}}

),

users as (

    select * from {{ref "int_users_cleaned"}}

),

businesses as (

    select * from {{ref "int_businesses_cleaned"}}

),

-- A review of an unknown user or business stays: it can be read, and scored, all the same.
reviews_joined_to_users_and_businesses as (

    select
        ---------- ids
        reviews.review_id,
        reviews.user_id,
        reviews.business_id,

        ---------- the review
        reviews.text,
        reviews.stars,
        reviews.reviewed_at,
        reviews.useful_votes_snapshot,
        reviews.funny_votes_snapshot,
        reviews.cool_votes_snapshot,

        ---------- its author
        users.user_id is not null as has_known_user,
        users.joined_at as user_joined_at,
        users.review_count_snapshot as user_review_count_snapshot,
        users.average_stars_snapshot as user_average_stars_snapshot,
        users.fans_snapshot as user_fans_snapshot,
        users.friends_snapshot as user_friends_snapshot,
        users.elite_years_snapshot as user_elite_years_snapshot,

        ---------- what it is about
        businesses.business_id is not null as has_known_business,
        businesses.business_name,
        businesses.city as business_city,
        businesses.state as business_state,
        businesses.categories as business_categories,
        businesses.average_stars_snapshot as business_average_stars_snapshot,
        businesses.review_count_snapshot as business_review_count_snapshot,
        businesses.is_open_snapshot as business_is_open_snapshot

    from reviews
    left join users on reviews.user_id = users.user_id
    left join businesses on reviews.business_id = businesses.business_id

)

select * from reviews_joined_to_users_and_businesses
