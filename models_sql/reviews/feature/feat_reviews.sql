{{config materialized="table" unique_key="review_id"}}
-- grain: one row per review, as it was known when it was written
with

reviews as (

    select
        review_id,
        user_id,
        business_id,
        reviewed_at,
        stars,
        business_state,
        business_categories

    from {{ref "pri_reviews"}}

),

texts as (

    select * from {{ref "feat_review_texts"}}

),

user_histories as (

    select * from {{ref "feat_user_histories"}}

),

business_histories as (

    select * from {{ref "feat_business_histories"}}

),

features_joined as (

    select
        ---------- ids
        reviews.review_id,
        reviews.user_id,
        reviews.business_id,
        reviews.reviewed_at,

        ---------- text
        texts.text,
        texts.text_characters,
        texts.text_words,
        texts.text_mean_word_length,
        texts.text_exclamation_marks,
        texts.text_question_marks,
        texts.text_ellipses,
        texts.text_capital_share,
        texts.text_shouted_words,
        texts.text_digit_share,
        texts.text_emoji,
        texts.text_has_link,

        ---------- what the author had written before
        user_histories.user_reviews_before,
        user_histories.user_mean_stars_before,
        user_histories.user_negative_share_before,
        user_histories.user_days_since_review,

        ---------- what had been written about the business before
        business_histories.business_reviews_before,
        business_histories.business_mean_stars_before,
        business_histories.business_negative_share_before,
        business_histories.business_days_since_review,

        ---------- lasting facts of the business
        reviews.business_state,
        nullif(trim(string_split(reviews.business_categories, ',')[1]), '') as business_category,

        ---------- label
        case
            when reviews.stars <= 2 then 0
            when reviews.stars = 3 then 1
            when reviews.stars >= 4 then 2
        end as sentiment

    from reviews
    inner join texts on reviews.review_id = texts.review_id
    left join user_histories on reviews.review_id = user_histories.review_id
    left join business_histories on reviews.review_id = business_histories.review_id

)

select * from features_joined
