select * from {{source "order"}} where id in ({{var "many"}})
