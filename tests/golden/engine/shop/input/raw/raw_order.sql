{{config materialized="view"}}
-- grain: one row per landed order; {{ref "nothing"}} in a comment is only text
select * from {{source "order"}};
