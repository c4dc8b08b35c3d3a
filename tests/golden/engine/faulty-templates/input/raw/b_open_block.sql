select *
{{#if (var "floor")}}
from {{source "order"}}
