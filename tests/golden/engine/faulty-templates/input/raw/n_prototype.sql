select {{constructor}}, {{lookup this "__proto__"}} from {{source "order"}}
