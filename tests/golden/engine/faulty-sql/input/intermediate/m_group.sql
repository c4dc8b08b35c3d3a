select customer, sum(price) as total from {{ref "a_order"}}
