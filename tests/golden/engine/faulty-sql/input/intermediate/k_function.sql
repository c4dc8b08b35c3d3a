select uper(customer) as customer from {{ref "a_order"}}
