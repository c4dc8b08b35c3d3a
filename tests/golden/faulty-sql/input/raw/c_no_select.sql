drop table {{source "order"}}
