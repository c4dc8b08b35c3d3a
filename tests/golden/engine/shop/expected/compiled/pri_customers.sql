with

orders as (

    select * from "int_orders_cleaned"

)

select
    customer,
    
    count(*) filter (where status = 'paid') as "paid",
    
    count(*) filter (where status = 'sent') as "sent",
    
    count(*) filter (where status = 'returned') as "returned",
    
    sum(price) as spent,
    sum(tag_count) as tag_count,
    max(ordered_at) as last_ordered_at

from orders
group by all
