select * from {{ref "p_one"}}
