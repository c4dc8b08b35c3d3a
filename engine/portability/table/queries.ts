import type { PortabilityArea } from './row.ts'

export const queriesArea: PortabilityArea = {
  title: 'Queries and joins',
  rows: [
    {
      construct: 'CTEs',
      sql: 'with a as (select id, visits from people), b(x, y) as (select * from a where visits > 1) select x, y from b',
      becomes: 'the same',
    },
    { construct: 'FROM first', sql: 'from people select id', becomes: 'the usual order' },
    {
      construct: '* exclude',
      sql: 'select * exclude (tags, marks, home, prefs, score) from people',
      becomes: 'the columns by name',
    },
    {
      construct: '* replace, * rename',
      sql: 'select * exclude (tags, marks, home, prefs) replace (visits - 1 as visits) rename (name as who) from people',
      becomes: 'the columns by name',
    },
    {
      construct: "COLUMNS('…')",
      sql: "select columns('^(id|name)$') from people",
      becomes: 'the columns by name',
    },
    {
      construct: 'Aliases used in the same SELECT',
      sql: 'select visits - 1 as more, more * 2.5 as twice from people where twice > 10',
      becomes: 'the expression in their place',
    },
    { construct: 'distinct', sql: 'select distinct city, active from people', becomes: 'the same' },
    {
      construct: 'distinct on',
      sql: 'select distinct on (city) city, name, id from people order by city, id desc',
      becomes: 'row_number() = 1',
    },
    {
      construct: 'order by … limit',
      sql: 'select id, name from people order by visits desc, id limit 3 offset 1',
      becomes: 'NULLS LAST written out, in both directions',
    },
    {
      construct: 'order by all',
      sql: 'select city, id from people order by all limit 4',
      becomes: 'the numbers of all columns',
    },
    {
      construct: 'nulls first',
      sql: 'select id, visits from people order by visits nulls first, id limit 2',
      becomes: 'the same',
    },
    {
      construct: 'union, intersect, except',
      sql: 'select city from people union select item from orders except select name from people',
      becomes: 'the same, in the common types',
    },
    {
      construct: 'union all of different types',
      sql: 'select id as a from people union all select amount from orders',
      becomes: 'both sides cast to the common type',
    },
    {
      construct: 'union all by name',
      sql: 'select id, name from people union all by name select order_id as id, item from orders',
      becomes: 'columns by name, NULL for missing ones',
    },
    {
      construct: 'values',
      sql: "select a, b from (values (1, 'x'), (2, null)) as v(a, b)",
      becomes: 'the same, in the common types',
    },
    {
      construct: 'inner, left, right, full join',
      sql: 'select people.id, orders.order_id from people left join orders on people.id = orders.person_id and orders.quantity > 1',
      becomes: 'the same',
    },
    {
      construct: 'full join',
      sql: 'select people.id, orders.order_id from people full join orders on people.id = orders.person_id',
      becomes: 'the same',
    },
    {
      construct: 'using',
      sql: 'with o as (select person_id as id, item from orders) select id, name, item from people full join o using (id)',
      becomes: 'ON, and coalesce for the joined column',
    },
    {
      construct: 'natural join',
      sql: 'with o as (select person_id as id, item from orders) select * from (select id, name from people) as p natural join o',
      becomes: 'ON over the common columns',
    },
    {
      construct: 'cross join',
      sql: 'select people.id, orders.order_id from people, orders where people.id = orders.quantity',
      becomes: 'CROSS JOIN',
    },
    {
      construct: 'Joins in brackets',
      sql: 'select a.id, c.order_id from people as a left join (people as b join orders as c on b.id = c.person_id) on a.id = b.id',
      becomes: 'the same',
    },
    {
      construct: 'semi join',
      sql: 'select id, name from people semi join orders on people.id = orders.person_id',
      becomes: 'WHERE EXISTS',
    },
    {
      construct: 'anti join',
      sql: 'select id, name from people anti join orders on people.id = orders.person_id',
      becomes: 'WHERE NOT EXISTS',
    },
    {
      construct: 'exists, in with a subquery',
      sql: 'select id from people where exists (select 1 from orders where orders.person_id = people.id) and id not in (select quantity from orders where quantity > 2) or id in (select quantity from orders)',
      becomes: 'the same',
    },
    {
      construct: 'Subquery for one value',
      sql: 'select id, (select max(amount) from orders) as most, (select count(*) from orders where orders.person_id = people.id) as n from people',
      becomes: 'the same; more than one row is an error on both',
    },
    {
      construct: 'qualify',
      sql: 'select id, city from people qualify row_number() over (partition by city order by visits desc, id) = 1',
      becomes: 'a subquery and WHERE',
    },
    {
      construct: 'limit without order',
      sql: 'select id from people limit 2',
      refused: 'Other rows are left on every run.',
      at: '2',
    },
    {
      construct: 'distinct on without order',
      sql: 'select distinct on (city) city, id from people',
      refused: 'Another row is kept on every run.',
      at: 'city',
    },
    {
      construct: 'Recursive CTEs',
      sql: 'with recursive r(n) as (select 1 union all select n + 1 from r where n < 5) select n from r',
      refused: 'Trino stops after ten steps, DuckDB never.',
      at: '1 union',
    },
    {
      construct: 'asof join',
      sql: 'select people.id from people asof join orders on people.id = orders.person_id and people.joined >= orders.placed',
      refused: 'Trino has none. Join on the inequality and keep the last by row_number().',
      at: 'asof',
    },
    {
      construct: 'positional join',
      sql: 'select people.id from people positional join orders',
      refused: 'The order of rows is nobody’s promise.',
      at: 'positional',
    },
    {
      construct: 'lateral subqueries',
      sql: 'select id, l.z from people, lateral (select people.id + 1 as z) as l',
      refused: 'Trino’s planner takes only some of them.',
      at: 'people.id + 1',
    },
    {
      construct: 'pivot, unpivot',
      sql: "from (select city, visits from people) pivot (sum(visits) for city in ('Bern', 'Köln'))",
      refused: 'Trino has none. Use sum() filter (where …).',
      at: 'pivot',
    },
    {
      construct: 'tablesample',
      sql: 'select id from people tablesample 50%',
      refused: 'The rows differ from run to run.',
      at: 'people',
    },
    {
      construct: 'A table as one value',
      sql: 'select people from people',
      refused: 'A whole row has another form in Trino.',
      at: 'people',
    },
    {
      construct: 'COLUMNS with a lambda',
      sql: "select columns(c -> c like 'n%') from people",
      refused: 'Patterns are understood, lambdas over names are not.',
      at: '->',
    },
  ],
}
