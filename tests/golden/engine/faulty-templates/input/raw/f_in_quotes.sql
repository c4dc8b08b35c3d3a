select * from {{source "order"}}
where id > '{{var "floor"}}'
