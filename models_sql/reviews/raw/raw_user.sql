{{config materialized="view"}}
-- grain: one row per accepted line of a landed user file
select
    user_id,
    name,
    review_count,
    yelping_since,
    useful,
    funny,
    cool,
    elite,
    friends,
    fans,
    average_stars,

    ---------- where it came from
    _source_file,
    _source_row,
    _ingested_at

from {{source "user"}}
