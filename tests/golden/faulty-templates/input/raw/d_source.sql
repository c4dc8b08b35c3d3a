select * from {{source "orders"}}
