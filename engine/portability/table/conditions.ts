import type { PortabilityArea } from './row.ts'

export const conditionsArea: PortabilityArea = {
  title: 'Conditions, NULL, casts',
  rows: [
    {
      construct: '= <> < > <= >=',
      sql: "select id from people where visits > 10 and name <> 'Zoë' and balance <= 100",
      becomes: 'both sides in the common type',
    },
    {
      construct: 'Comparison of DOUBLE',
      sql: 'select id, score > 2 as a, score = score as b, score < 1e9 as c, score >= visits as d, score <> 2.5 as e from people',
      becomes:
        'with is_nan: for DuckDB NaN equals itself and is the greatest, for Trino no comparison with it holds',
    },
    {
      construct: 'Comparison with a literal date',
      sql: "select id from people where born >= '1990-01-01' and joined < '2021-06-01 12:00:00'",
      becomes: 'DATE and TIMESTAMP literals',
    },
    {
      construct: 'DATE with TIMESTAMP',
      sql: 'select id, born < joined as a from people',
      becomes: 'the date as TIMESTAMP',
    },
    {
      construct: 'Order of texts',
      sql: "select id from people where name between 'A' and 'é'",
      becomes: 'the same: by code points, upper case first',
    },
    {
      construct: 'and, or, not with NULL',
      sql: 'select id, active and visits > 5 as a, active or visits > 5 as b, not active as c from people',
      becomes: 'the same',
    },
    {
      construct: 'is null, is not null',
      sql: 'select id, name is null as a, tags is not null as b from people',
      becomes: 'the same',
    },
    {
      construct: 'is true, is false',
      sql: 'select id, active is true as a, active is not false as b from people',
      becomes: 'IS NOT DISTINCT FROM',
    },
    {
      construct: 'is distinct from',
      sql: 'select id from people where city is distinct from name',
      becomes: 'the same',
    },
    {
      construct: 'in, not in',
      sql: "select id from people where name in ('Ann', 'Zoë', '') or visits not in (1, 2, null)",
      becomes:
        'IN of literals; with others or NULL in the list, = joined by OR, for Trino takes 5 NOT IN (1, NULL) for true',
    },
    {
      construct: 'between',
      sql: 'select id, visits between 1 and 12 as a, score between 0 and 10 as b from people',
      becomes: 'the same; of DOUBLE as two comparisons',
    },
    {
      construct: 'case',
      sql: "select case when visits > 10 then 'many' when visits is null then null else 'few' end as a, case id when 1 then 1.5 else 2 end as b, if(active, 1, 0) as c from people",
      becomes: 'all branches in the common type',
    },
    {
      construct: 'coalesce, ifnull, nullif',
      sql: "select coalesce(name, city, '?') as a, ifnull(visits, 0) as b, nullif(visits, 0) as c, nullif(name, '') as d from people",
      becomes: 'the same, in the common type',
    },
    {
      construct: 'cast between integers and decimals',
      sql: 'select cast(visits as integer) as a, balance::integer as b, cast(balance as decimal(6,1)) as c, id::decimal(8,3) as d from people where visits < 1000',
      becomes: 'CAST: both round a half away from zero, and fail beyond the range',
    },
    {
      construct: 'cast of DOUBLE to an integer',
      sql: 'select cast(score as bigint) as a, (id + 0.5e0)::integer as b, (-id - 0.5e0)::integer as c from people where not isnan(score) and isfinite(score)',
      becomes: 'to the even neighbour of a half, as DuckDB does; Trino would round away from zero',
    },
    {
      construct: 'cast to DOUBLE',
      sql: 'select visits::double as a, balance::double as b, cast(id as double) as c from people',
      becomes: 'CAST',
    },
    {
      construct: 'cast of numbers, dates and booleans to text',
      sql: 'select cast(visits as varchar) as a, balance::varchar as b, born::varchar as c, active::varchar as d from people',
      becomes: 'CAST',
    },
    {
      construct: 'cast of TIMESTAMP to text',
      sql: 'select joined::varchar as a from people',
      becomes: 'without the zeros that end the fraction, as DuckDB prints it',
    },
    {
      construct: 'cast of text to integers',
      sql: "select cast(raw as integer) as a from people where regexp_full_match(raw, '[+-]?[0-9]+')",
      becomes:
        'CAST of plain digits; text that only DuckDB reads (1e3, 1.5, 1_000) stops the query',
    },
    {
      construct: 'try_cast of text to numbers',
      sql: "select id, try_cast(case when id < 3 then raw end as bigint) as a, try_cast('x' || name as double) as b, try_cast('12.345' as decimal(4,1)) as c from people where id <> 4",
      becomes: 'TRY_CAST of plain digits, NULL without any; what only DuckDB reads stops the query',
    },
    {
      construct: 'try_cast of text to DATE and TIMESTAMP',
      sql: "select try_cast(case when id <> 3 then raw end as date) as a, try_cast('2024-02-30' as date) as b, try_cast('2024-02-29 10:11:12.5' as timestamp) as c, try_cast(name as timestamp) as d from people where id <> 4",
      becomes:
        'TRY_CAST of YYYY-MM-DD with or without a time; other forms that DuckDB reads stop the query',
    },
    {
      construct: 'cast of BOOLEAN',
      sql: 'select active::integer as a, visits::boolean as b from people',
      becomes: 'CAST',
    },
    {
      construct: 'cast of TIMESTAMP to DATE and back',
      sql: 'select joined::date as a, born::timestamp as b from people',
      becomes: 'CAST',
    },
    {
      construct: 'cast of DOUBLE to text',
      sql: 'select score::varchar as a from people',
      refused: 'DuckDB prints 1e+16 where Trino prints 1.0E16.',
      at: '::',
    },
    {
      construct: 'cast of DOUBLE to DECIMAL',
      sql: 'select score::decimal(10,2) as a from people',
      refused: 'DuckDB rounds the binary number (0.145 → 0.14), Trino the printed one (0.15).',
      at: '::',
    },
    {
      construct: 'cast of text to BOOLEAN',
      sql: 'select raw::boolean as a from people',
      refused: 'The engines take different words for true and false.',
      at: '::',
    },
    {
      construct: 'Text that meets a number',
      sql: 'select id from people where raw = 12',
      refused: 'DuckDB casts by itself, Trino never. Write the cast.',
      at: '= 12',
    },
    {
      construct: 'Types of time with zones, UUID, ENUM, BIT, unsigned integers',
      sql: 'select joined::timestamptz as a from people',
      refused: 'Trino or Parquet has no type with the same values.',
      at: '::',
    },
    {
      construct: 'Order and equality of lists, structs, maps',
      sql: 'select id from people where tags = tags',
      refused: 'The engines compare NULL inside differently.',
      at: '= tags',
    },
  ],
}
