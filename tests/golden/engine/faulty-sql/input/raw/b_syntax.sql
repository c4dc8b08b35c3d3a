select id,, price
from {{source "order"}}
