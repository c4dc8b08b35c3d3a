select * from {{source "order"}};
delete from x
