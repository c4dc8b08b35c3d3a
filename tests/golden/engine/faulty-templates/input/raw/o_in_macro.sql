select {{> bad}} from {{source "order"}}
