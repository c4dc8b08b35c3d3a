select interval '1 day' as gap from {{ref "a_order"}}
