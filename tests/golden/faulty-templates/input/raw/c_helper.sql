select * from {{sourcee "order"}}
