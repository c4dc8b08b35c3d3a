
-- the grain: one row per landed order; {{ref "nothing"}} in a comment is only text
SELECT   *
FROM "source_order" 
