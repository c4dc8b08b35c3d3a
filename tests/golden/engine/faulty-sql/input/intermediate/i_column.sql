select
  id,
  pricee
from {{ref "a_order"}}
