select * from {{source order}}
