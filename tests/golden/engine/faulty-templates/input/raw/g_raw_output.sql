select * from {{{source "order"}}}
