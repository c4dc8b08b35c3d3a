select count(*) as orders from "raw_order"
