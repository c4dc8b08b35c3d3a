select * from {{source "order"}}
