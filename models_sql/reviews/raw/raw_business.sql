{{config materialized="view"}}
-- grain: one row per accepted line of a landed business file
select
    business_id,
    name,
    address,
    city,
    state,
    postal_code,
    latitude,
    longitude,
    stars,
    review_count,
    is_open,
    attributes,
    categories,
    hours,

    ---------- where it came from
    _source_file,
    _source_row,
    _ingested_at

from {{source "business"}}
