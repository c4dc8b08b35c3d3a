-- Fails for every review whose history counts more reviews than were written before it.
with

features as (

    select * from {{ref "feat_reviews"}}

),

reviews_of_users as (

    select
        user_id as subject_id,
        reviewed_at,
        count(*) as reviews

    from features
    where user_id is not null and reviewed_at is not null
    group by all

),

written_before as (

    select
        features.review_id,
        features.user_reviews_before as counted,
        coalesce(sum(reviews_of_users.reviews), 0) as written

    from features
    left join reviews_of_users
        on features.user_id = reviews_of_users.subject_id
        and features.reviewed_at > reviews_of_users.reviewed_at
    where features.user_reviews_before is not null
    group by all

)

select * from written_before
where counted <> written
