with

orders as (

    select * from {{ref "int_orders_cleaned"}}

)

select
    customer,
    {{#each (var "statuses")}}
    count(*) filter (where status = {{this}}) as {{ident this}},
    {{/each}}
    sum(price) as spent,
    sum(tag_count) as tag_count,
    max(ordered_at) as last_ordered_at

from orders
group by all
