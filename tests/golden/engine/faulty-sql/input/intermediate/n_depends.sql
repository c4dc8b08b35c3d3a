select pricee from {{ref "i_column"}}
