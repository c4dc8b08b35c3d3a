
select
    customer,
    spent,
    returned / (paid + sent + returned) as returned_share,
    customer is not null as is_known

from "pri_customers"
