{{config severity="warn"}}
select * from {{ref "feat_customers"}} where returned_share not between 0 and 1
