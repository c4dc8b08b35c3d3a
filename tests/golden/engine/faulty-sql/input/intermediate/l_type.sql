select sum(customer) as total from {{ref "a_order"}}
