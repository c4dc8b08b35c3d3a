select *
from {{ source('order') }}
