import type { PortabilityArea } from './row.ts'

export const datesArea: PortabilityArea = {
  title: 'Dates and times',
  rows: [
    {
      construct: 'DATE and TIMESTAMP literals',
      sql: "select date '2024-02-29' as a, timestamp '2024-02-29 23:59:59.123456' as b from people",
      becomes: 'with six digits of the second: Trino’s default is three',
    },
    {
      construct: 'Microseconds',
      sql: 'select joined as a, max(joined) as b from people group by joined',
      becomes: 'timestamp(6) throughout',
    },
    {
      construct: 'year, month, day, hour, minute, second',
      sql: 'select year(born) as a, month(born) as b, day(joined) as c, hour(joined) as d, minute(joined) as e, second(joined) as f from people',
      becomes: 'the same',
    },
    {
      construct: 'extract, date_part',
      sql: "select extract(year from joined) as a, date_part('quarter', born) as b, extract(doy from born) as c from people",
      becomes: 'the function of the part',
    },
    {
      construct: 'Weeks and days of the week',
      sql: "select dayofweek(born) as a, isodow(born) as b, week(born) as c, date_part('isoyear', born) as d from people",
      becomes: 'DuckDB counts from Sunday as 0, Trino from Monday as 1',
    },
    {
      construct: 'epoch, epoch_us',
      sql: 'select epoch(joined) as a, epoch_us(joined) as b from people',
      becomes: 'from whole microseconds, before 1970 too',
    },
    {
      construct: 'date_trunc',
      sql: "select date_trunc('month', joined) as a, date_trunc('week', born) as b, date_trunc('second', joined) as c from people",
      becomes: 'of a TIMESTAMP, for DuckDB makes one of a DATE',
    },
    {
      construct: 'date_diff',
      sql: "select date_diff('day', born, joined) as a, date_diff('month', born, joined) as b, date_diff('hour', timestamp '2020-01-01 00:59:59', timestamp '2020-01-01 01:00:00') as c from people",
      becomes: 'between the truncated moments: DuckDB counts boundaries, Trino whole units',
    },
    {
      construct: 'date - date',
      sql: "select born - date '2000-01-01' as a from people",
      becomes: "date_diff('day', …)",
    },
    {
      construct: 'date + integer',
      sql: 'select born + 30 as a, born - id as b from people',
      becomes: "date_add('day', …)",
    },
    {
      construct: '+ and - interval',
      sql: "select joined + interval 36 hours as a, born + interval 1 month as b, joined - interval '2' day as c, born + interval (id) year as d from people",
      becomes: 'date_add; the last day of a month stays one',
    },
    {
      construct: 'strftime',
      sql: "select strftime(joined, '%Y-%m-%d %H:%M:%S') as a, strftime(born, '%d/%m') as b from people",
      becomes: "date_format with MySQL's signs",
    },
    {
      construct: 'last_day',
      sql: 'select last_day(born) as a from people',
      becomes: 'last_day_of_month',
    },
    {
      construct: 'now(), current_date',
      sql: 'select current_date as a from people',
      refused: 'It differs on every run.',
      at: 'current_date',
    },
    {
      construct: 'timestamp - timestamp',
      sql: 'select joined - joined as a from people',
      refused: 'Trino’s lengths of time are no finer than milliseconds. Use date_diff or epoch.',
      at: '- joined',
    },
    {
      construct: 'Intervals in microseconds added to a moment',
      sql: 'select joined + interval 1 microsecond as a from people',
      refused: 'Trino steps by milliseconds at the least.',
      at: '+ interval',
    },
    {
      construct: 'strptime',
      sql: "select strptime(raw, '%Y') as a from people",
      refused: 'The engines forgive different mistakes. Use try_cast of YYYY-MM-DD.',
      at: 'strptime',
    },
    {
      construct: 'Names of months and days',
      sql: "select strftime(joined, '%B') as a from people",
      refused: 'They depend on the language that an engine is set to.',
      at: 'strftime',
    },
    {
      construct: 'at time zone',
      sql: "select joined at time zone 'Europe/Berlin' as a from people",
      refused: 'The engines know different editions of the rules of time zones.',
      at: 'at time',
    },
    {
      construct: 'age',
      sql: 'select age(joined, born) as a from people',
      refused: 'Trino has no such value.',
      at: 'age',
    },
  ],
}
