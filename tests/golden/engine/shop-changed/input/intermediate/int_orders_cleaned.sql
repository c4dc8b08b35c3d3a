{{config unique_key="order_id"}}
{{! Money below the cheapest price is a typing error. }}
with

orders as (

    select * from {{ref "raw_order"}}

),

orders_cleaned as (

    select
        order_id,
        {{> clean_text column="customer" otherwise="nobody"}} as customer,
        status,
        price,
        ordered_at,
        {{#if (var "with_notes")}}
        {{var "greeting"}} as note,
        {{else}}
        cast(null as varchar) as note,
        {{/if}}
        len(tags) as tag_count

    from orders
    where price >= {{var "cheapest"}}

)

select * from orders_cleaned
