select * from {{ref "a_order"}}
