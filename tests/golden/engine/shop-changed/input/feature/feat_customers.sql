{{config materialized="table" unique_key="customer"}}
select
    customer,
    spent,
    returned / (paid + sent + returned) as returned_share,
    customer is not null as is_known

from {{ref "pri_customers"}}
