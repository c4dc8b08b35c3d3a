import type { PortabilityArea } from './row.ts'

export const valuesArea: PortabilityArea = {
  title: 'Names, literals, numbers',
  rows: [
    {
      construct: 'Names without regard to case',
      sql: 'select ID as "Person", People.NAME from PEOPLE',
      becomes: 'quoted, in the spelling of the definition',
    },
    {
      construct: 'Words of Trino as names',
      sql: 'select id as "order", name as "group" from people',
      becomes: 'quoted',
    },
    {
      construct: 'Text literals with signs that cannot be seen',
      sql: "select 'a\u00a0b' as spaced, 'it''s' as quoted, name from people",
      becomes: "U&'…' with the number of the sign",
    },
    {
      construct: 'Integer literals',
      sql: 'select 1 as a, 3000000000 as b, -7 as c, id + 1 as d, small + 1 as e, visits * 2 as f from people where id < 5',
      becomes: 'in the type of what they meet',
    },
    {
      construct: 'Decimal literals',
      sql: 'select 1.50 as a, balance + 1.005 as b, balance * 2 as c from people',
      becomes: 'DECIMAL with the same digits and places',
    },
    {
      construct: 'DOUBLE literals',
      sql: 'select 1.5e3 as a, score * 2e0 as b from people where id < 4',
      becomes: 'in exponent form',
    },
    {
      construct: '+ - * of integers',
      sql: 'select id + visits as a, id - 10 as b, id * id as c from people where visits < 1000',
      becomes: 'in the common type; an overflow is an error on both',
    },
    {
      construct: '+ - * of decimals',
      sql: 'select balance + balance as a, balance - 0.005 as b, balance * 1.5 as c, balance + id as d from people',
      becomes: "a cast to DuckDB's width and places",
    },
    {
      construct: '/ of integers',
      sql: 'select visits / 3 as a, id / 2 as b, 7 / id as c from people',
      becomes: 'both sides as DOUBLE; Trino would cut the fraction off',
    },
    {
      construct: '/ by zero',
      sql: 'select id / (id - id) as a, -id / 0 as b from people',
      becomes: 'both sides as DOUBLE: Infinity, or NaN, and no error',
    },
    {
      construct: '/ of decimals',
      sql: 'select balance / 3 as a from people',
      becomes: 'both sides as DOUBLE; Trino would give a decimal',
    },
    {
      construct: '// of integers',
      sql: 'select visits // 7 as a, -visits // 7 as b, visits // (id - 2) as c from people',
      becomes: '/ with NULL for a divisor of zero, where Trino fails',
    },
    {
      construct: '% of integers',
      sql: 'select visits % 7 as a, (0 - visits) % 7 as b, visits % (id - 2) as c from people',
      becomes: '% with NULL for a divisor of zero; the sign is that of the first on both',
    },
    {
      construct: 'Negation',
      sql: 'select -id as a, -balance as b, -(score) as c from people',
      becomes: 'the same',
    },
    {
      construct: 'abs, sign',
      sql: 'select abs(visits - 20) as a, abs(balance) as b, sign(balance) as c, sign(id - 2) as d from people',
      becomes: "a cast to DuckDB's type",
    },
    {
      construct: 'ceil, floor',
      sql: 'select ceil(balance) as a, floor(balance) as b, ceil(score) as c, floor(id) as d from people',
      becomes: "a cast to DuckDB's type",
    },
    {
      construct: 'round of decimals',
      sql: 'select round(balance, 1) as a, round(balance) as b, round(id) as c from people',
      becomes: 'a cast: both round a half away from zero',
    },
    {
      construct: 'round of DOUBLE to whole numbers',
      sql: 'select round(score) as a from people',
      becomes: 'the same',
    },
    {
      construct: 'sqrt',
      sql: 'select sqrt(visits) as a, sqrt(abs(score)) as b from people',
      becomes: 'the same; of less than zero an error, where Trino would give NaN',
    },
    {
      construct: 'greatest, least',
      sql: "select greatest(id, visits, 3) as a, least(name, city, 'm') as b from people",
      becomes: 'array_max and array_min without NULL; Trino would give NULL if one is NULL',
    },
    {
      construct: 'isnan, isinf, isfinite',
      sql: 'select isnan(score) as a, isinf(score) as b, isfinite(score) as c from people',
      becomes: 'is_nan, is_infinite, is_finite',
    },
    {
      construct: '^ and pow',
      sql: 'select pow(score, 2) as a from people',
      refused: 'The libraries of the engines differ in the last digit.',
      at: 'pow',
    },
    {
      construct: 'ln, exp, sin and the like',
      sql: 'select ln(visits) as a from people',
      refused: 'The libraries of the engines differ in the last digit.',
      at: 'ln',
    },
    {
      construct: 'round of DOUBLE to places',
      sql: 'select round(score, 2) as a from people',
      refused: 'The engines take different ways to the last place. Cast to a DECIMAL first.',
      at: 'round',
    },
    {
      construct: '% and // of decimals and DOUBLE',
      sql: 'select balance % 2 as a from people',
      refused: 'DuckDB and Trino differ in type, sign and division by zero.',
      at: '% 2',
    },
    {
      construct: 'Arithmetic of FLOAT',
      sql: 'select cast(score as float) * 2 as a from people',
      refused: 'The engines round in between differently. Cast to DOUBLE.',
      at: '* 2',
    },
    {
      construct: 'Integers beyond 64 bits',
      sql: 'select 99999999999999999999 as a from people',
      refused: 'Trino has no such integer; its decimals end at 38 digits.',
      at: '99999999999999999999',
    },
    {
      construct: 'Bit operators',
      sql: 'select id & 1 as a from people',
      refused: "Trino's functions of bits give another type.",
      at: '& 1',
    },
    {
      construct: 'random()',
      sql: 'select random() as a from people',
      refused: 'It differs on every run.',
      at: 'random',
    },
  ],
}
