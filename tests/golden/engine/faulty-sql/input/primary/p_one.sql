select * from {{ref "q_two"}}
