{{config materialized="view"}}select count(*) as orders from {{ref "raw_order"}}
