{{config materialized="tabel"}}
select * from {{source "order"}}
