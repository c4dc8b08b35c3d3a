select {{> lead column="id"}} from {{source "order"}}
