import type { PortabilityArea } from './row.ts'

export const aggregatesArea: PortabilityArea = {
  title: 'Aggregates and windows',
  rows: [
    {
      construct: 'count(*), count(x), count(distinct x)',
      sql: 'select city, count(*) as a, count(visits) as b, count(distinct name) as c, count(distinct score) as d from people group by city',
      becomes: 'the same',
    },
    {
      construct: 'group by all',
      sql: 'select city, active, count(*) as n from people group by all',
      becomes: 'the columns that hold no aggregate',
    },
    {
      construct: 'group by a number or an alias',
      sql: "select coalesce(city, '?') as town, length(name) as size, count(*) as n from people group by town, 2",
      becomes: 'the expression',
    },
    {
      construct: 'grouping sets, rollup, cube',
      sql: 'select city, active, count(*) as n from people group by rollup (city, active)',
      becomes: 'GROUPING SETS',
    },
    {
      construct: 'sum of integers',
      sql: 'select sum(visits) as a, sum(id) as b, sum(small) as c from people',
      becomes: 'in DECIMAL(38,0), as DuckDB adds in 128 bits; Trino would fail beyond 64',
    },
    {
      construct: 'sum of decimals',
      sql: 'select city, sum(balance) as a from people group by city',
      becomes: 'in DECIMAL(38, places)',
    },
    {
      construct: 'avg of integers and decimals',
      sql: 'select city, avg(visits) as a, avg(balance) as b, avg(small) as c from people group by city',
      becomes: 'the exact sum over the count, divided once; Trino adds DOUBLEs',
    },
    {
      construct: 'min, max',
      sql: 'select city, min(visits) as a, max(name) as b, min(born) as c, max(joined) as d from people group by city',
      becomes: 'the same',
    },
    {
      construct: 'min, max of DOUBLE',
      sql: 'select city, min(score) as a, max(score) as b from people group by city',
      becomes: 'NaN is the greatest, as in DuckDB; Trino passes over it',
    },
    {
      construct: 'filter (where …)',
      sql: 'select count(*) filter (where visits > 5) as a, sum(id) filter (where active) as b, max(name) filter (where id > 99) as c from people',
      becomes: 'the same',
    },
    {
      construct: 'having',
      sql: 'select city, count(*) as n from people group by city having n > 1 and max(visits) > 0',
      becomes: 'the same; aliases are replaced',
    },
    {
      construct: 'bool_and, bool_or, count_if',
      sql: 'select city, bool_and(active) as a, bool_or(active) as b, count_if(visits > 5) as c from people group by city',
      becomes: 'the same',
    },
    {
      construct: 'arg_max, arg_min',
      sql: 'select city, arg_max(name, id) as a, arg_min(visits, id) as b from people group by city',
      becomes: 'max_by and min_by without NULL; equal keys leave the choice open on both',
    },
    {
      construct: 'any_value',
      sql: 'select city, any_value(city) as a from people group by city',
      becomes: 'any_value; which one is open on both',
    },
    {
      construct: 'string_agg with an order',
      sql: "select city, string_agg(name, ', ' order by id desc) as a from people group by city",
      becomes: 'array_join(array_agg(…)); listagg ends at a megabyte',
    },
    {
      construct: 'list with an order',
      sql: 'select city, list(visits order by id) as a, array_agg(name order by visits nulls first, id) as b from people group by city',
      becomes: 'array_agg',
    },
    {
      construct: 'An aggregate over nothing',
      sql: 'select count(*) as a, sum(visits) as b, max(name) as c, avg(id) as d from people where false',
      becomes: 'the same: one row',
    },
    {
      construct: 'row_number, rank, dense_rank, ntile',
      sql: 'select id, row_number() over (order by visits, id) as a, rank() over (partition by city order by visits) as b, dense_rank() over (order by city) as c, ntile(3) over (order by id) as d from people',
      becomes: 'with NULLS LAST written out',
    },
    {
      construct: 'percent_rank, cume_dist',
      sql: 'select id, percent_rank() over (order by visits) as a, cume_dist() over (order by visits) as b from people',
      becomes: 'the same',
    },
    {
      construct: 'lag, lead',
      sql: 'select id, lag(visits) over (order by id) as a, lead(name, 2) over (order by id) as b, lag(visits, 1, 0) over (order by id) as c from people',
      becomes: 'the same',
    },
    {
      construct: 'first_value, last_value, ignore nulls',
      sql: 'select id, first_value(name) over (partition by city order by id) as a, last_value(visits ignore nulls) over (order by id) as b from people',
      becomes: 'the same',
    },
    {
      construct: 'Aggregates over windows',
      sql: 'select id, sum(visits) over (partition by city order by id) as a, count(*) over (partition by city) as b, avg(id) over (order by id) as c from people',
      becomes: 'the same',
    },
    {
      construct: 'Frames by rows',
      sql: 'select id, sum(id) over (order by id rows between 1 preceding and 1 following) as a, max(id) over (order by id rows between unbounded preceding and 1 preceding) as b from people',
      becomes: 'the same',
    },
    {
      construct: 'Frames by range of numbers',
      sql: 'select id, count(*) over (order by visits range between 5 preceding and current row) as a from people',
      becomes: 'the same',
    },
    {
      construct: 'Frames by range of time',
      sql: 'select id, count(*) over (order by joined range between interval 30 days preceding and interval 1 microsecond preceding) as a from people',
      becomes: 'in whole microseconds; Trino’s intervals are no finer than milliseconds',
    },
    {
      construct: 'Named windows',
      sql: 'select id, sum(id) over w as a, count(*) filter (where active) over w as b from people window w as (partition by city order by id)',
      becomes: 'written out',
    },
    {
      construct: 'Windows over aggregates',
      sql: 'select city, count(*) as n, rank() over (order by count(*) desc, city) as place from people group by city',
      becomes: 'the same',
    },
    {
      construct: 'sum and avg of DOUBLE',
      sql: 'select sum(score) as a from people',
      refused: 'The result depends on the order of the rows. Cast to a DECIMAL or an integer.',
      at: 'sum',
    },
    {
      construct: 'stddev, var, corr, regr',
      sql: 'select stddev(visits) as a from people',
      refused: 'The result depends on the order of the rows.',
      at: 'stddev',
    },
    {
      construct: 'median, quantile, mode',
      sql: 'select median(visits) as a from people',
      refused: 'Trino knows approximate ones only.',
      at: 'median',
    },
    {
      construct: 'first, last',
      sql: 'select city, first(name) as a from people group by city',
      refused: 'Rows have no order. Use arg_min or arg_max.',
      at: 'first',
    },
    {
      construct: 'list, string_agg without order',
      sql: "select string_agg(name, ',') as a from people",
      refused: 'The order of the elements is nobody’s promise.',
      at: 'string_agg',
    },
    {
      construct: 'approx_count_distinct and other sketches',
      sql: 'select approx_count_distinct(name) as a from people',
      refused: 'The engines estimate differently.',
      at: 'approx_count_distinct',
    },
    {
      construct: 'row_number without order',
      sql: 'select row_number() over () as a from people',
      refused: 'The rows of the window have no order.',
      at: 'row_number',
    },
    {
      construct: 'Frames with exclude',
      sql: 'select sum(id) over (order by id rows between 1 preceding and 1 following exclude current row) as a from people',
      refused: 'Trino has none.',
      at: 'sum',
    },
    {
      construct: 'Frames by range of months',
      sql: 'select count(*) over (order by joined range between interval 1 month preceding and current row) as a from people',
      refused: 'A month has no fixed length in microseconds.',
      at: 'count',
    },
  ],
}
