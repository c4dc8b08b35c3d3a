select * from {{ref "a_order"}} where pricee < 0
