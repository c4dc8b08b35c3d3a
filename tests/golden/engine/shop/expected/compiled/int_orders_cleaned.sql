

with

orders as (

    select * from "raw_order"

),

orders_cleaned as (

    select
        order_id,
        coalesce(nullif(trim("customer"), ''), 'nobody') -- cleaned
 as customer,
        status,
        price,
        ordered_at,
        
        'it''s; a "test" -- of /* text */ {{braces}} \' as note,
        
        len(tags) as tag_count

    from orders
    where price >= 0.5

)

select * from orders_cleaned
