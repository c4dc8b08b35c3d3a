{{config materialized="table" unique_key="user_id"}}
-- grain: one row per user
with

users as (

    select * from {{ref "raw_user"}}

),

users_with_trimmed_ids as (

    select * replace ({{> clean_id column="user_id"}} as user_id)
    from users

),

last_arrived as (

    select *
    from users_with_trimmed_ids
    where user_id is not null
    qualify row_number() over (
        partition by user_id
        order by
            _ingested_at desc,
            _source_file desc,
            _source_row desc,
            review_count desc nulls last,
            average_stars desc nulls last,
            name desc nulls last
    ) = 1

),

cleaned as (

    select
        ---------- ids
        user_id,

        ---------- text
        nullif({{> clean_text column="name"}}, '') as user_name,

        ---------- numerics, as they stood when the file was made
        greatest(review_count, 0) as review_count_snapshot,
        case when average_stars between 1 and 5 then average_stars end as average_stars_snapshot,
        greatest(useful, 0) as useful_votes_snapshot,
        greatest(funny, 0) as funny_votes_snapshot,
        greatest(cool, 0) as cool_votes_snapshot,
        greatest(fans, 0) as fans_snapshot,
        case
            when elite is null or trim(elite) in ('', 'None') then 0
            else len(string_split(elite, ','))
        end as elite_years_snapshot,
        case
            when friends is null or trim(friends) in ('', 'None') then 0
            else len(string_split(friends, ','))
        end as friends_snapshot,

        ---------- timestamps
        try_cast(trim(yelping_since) as timestamp) as joined_at

    from last_arrived

)

select * from cleaned
