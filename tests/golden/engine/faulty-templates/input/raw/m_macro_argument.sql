select {{> head colum="id"}} from {{source "order"}}
