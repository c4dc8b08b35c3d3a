{{config materialized="table" unique_key="business_id"}}
-- grain: one row per business
with

businesses as (

    select * from {{ref "raw_business"}}

),

businesses_with_trimmed_ids as (

    select * replace ({{> clean_id column="business_id"}} as business_id)
    from businesses

),

last_arrived as (

    select *
    from businesses_with_trimmed_ids
    where business_id is not null
    qualify row_number() over (
        partition by business_id
        order by
            _ingested_at desc,
            _source_file desc,
            _source_row desc,
            review_count desc nulls last,
            stars desc nulls last,
            name desc nulls last
    ) = 1

),

cleaned as (

    select
        ---------- ids
        business_id,

        ---------- text
        nullif({{> clean_text column="name"}}, '') as business_name,
        nullif({{> clean_text column="address"}}, '') as address,
        nullif({{> clean_text column="city"}}, '') as city,
        upper(nullif({{> clean_text column="state"}}, '')) as state,
        nullif(trim(postal_code), '') as postal_code,
        nullif({{> clean_text column="categories"}}, '') as categories,
        attributes,
        hours,

        ---------- numerics
        case when latitude between -90 and 90 then latitude end as latitude,
        case when longitude between -180 and 180 then longitude end as longitude,

        ---------- as they stood when the file was made
        case when stars between 1 and 5 then stars end as average_stars_snapshot,
        greatest(review_count, 0) as review_count_snapshot,
        case is_open when 1 then true when 0 then false end as is_open_snapshot

    from last_arrived

)

select * from cleaned
