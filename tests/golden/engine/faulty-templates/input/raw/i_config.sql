{{config materialised="view"}}
select * from {{source "order"}}
