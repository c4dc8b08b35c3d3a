{{config unique_key="orderid"}}
select id as order_id, price from {{ref "a_order"}}
