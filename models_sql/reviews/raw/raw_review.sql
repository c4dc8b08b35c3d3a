{{config materialized="view"}}
-- grain: one row per accepted line of a landed review file
select
    review_id,
    user_id,
    business_id,
    stars,
    useful,
    funny,
    cool,
    text,
    date,

    ---------- where it came from
    _source_file,
    _source_row,
    _ingested_at

from {{source "review"}}
