select o.id, oder.price
from {{ref "a_order"}} as o
