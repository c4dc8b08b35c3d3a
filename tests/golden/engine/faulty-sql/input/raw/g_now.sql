select *,
  now() as read_at
from {{source "order"}}
