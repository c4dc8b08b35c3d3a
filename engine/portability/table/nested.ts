import type { PortabilityArea } from './row.ts'

export const nestedArea: PortabilityArea = {
  title: 'Lists, structs, maps',
  rows: [
    {
      construct: 'List literals',
      sql: 'select [1, 2, id] as a, [name, city] as b from people',
      becomes: 'ARRAY[…]',
    },
    {
      construct: 'list[i]',
      sql: 'select marks[1] as a, marks[-1] as b, marks[9] as c, marks[id - 1] as d from people',
      becomes: 'element_at; NULL beyond the ends and at 0, where Trino fails',
    },
    {
      construct: 'len of a list',
      sql: 'select len(tags) as a, length(marks) as b from people',
      becomes: 'cardinality',
    },
    {
      construct: 'list_transform',
      sql: 'select list_transform(marks, lambda x: x * 2 + id) as a, [x + 1 for x in marks] as b from people',
      becomes: 'transform',
    },
    {
      construct: 'list_filter',
      sql: "select list_filter(marks, lambda x: x > 2) as a, list_filter(tags, lambda w: starts_with(w, 'b')) as b from people",
      becomes: 'filter',
    },
    {
      construct: 'list_contains',
      sql: "select list_contains(tags, 'b') as a, list_contains(marks, 3) as b, list_contains(marks, id) as c from people",
      becomes: 'contains; false, where Trino would give NULL for a list with NULL in it',
    },
    {
      construct: 'list_position',
      sql: "select list_position(tags, 'b') as a from people",
      becomes: 'array_position; NULL, where Trino would give 0',
    },
    {
      construct: 'list_sort, list_reverse',
      sql: 'select list_sort(marks) as a, list_reverse(tags) as b from people',
      becomes: 'array_sort and reverse; NULL last on both',
    },
    {
      construct: 'list_concat',
      sql: "select list_concat(tags, ['z']) as a, list_concat(marks, marks) as b from people",
      becomes: '|| with NULL as an empty list',
    },
    {
      construct: 'list_sum, list_min, list_max',
      sql: 'select list_sum(marks) as a, list_min(marks) as b, list_max(marks) as c from people',
      becomes: 'reduce and array_max without NULL',
    },
    {
      construct: 'array_to_string',
      sql: "select array_to_string(tags, '|') as a from people",
      becomes: 'array_join; NULL for a list of nothing but NULL',
    },
    {
      construct: 'struct.field',
      sql: "select home.street as a, people.home.number as b, home['number'] as c, struct_extract(home, 'street') as d from people",
      becomes: 'row."field"',
    },
    {
      construct: 'Struct literals',
      sql: "select {'id': id, 'who': name} as a, {'n': {'m': id}}.n.m as b from people",
      becomes: 'CAST(ROW(…) AS ROW(…))',
    },
    {
      construct: 'map[key]',
      sql: "select prefs['a'] as a, prefs['none'] as b from people",
      becomes: 'element_at',
    },
    {
      construct: 'Map literals',
      sql: "select map {'x': id, 'y': 2} as a from people",
      becomes: 'map(ARRAY, ARRAY)',
    },
    {
      construct: 'unnest in FROM',
      sql: 'select people.id, u.tag from people, unnest(people.tags) as u(tag)',
      becomes: 'CROSS JOIN UNNEST',
    },
    {
      construct: 'range, generate_series',
      sql: 'select r.n, s.generate_series from range(3) as r(n), generate_series(2, 4) as s where r.n < s.generate_series',
      becomes: 'UNNEST(sequence(…)), empty where it would count down',
    },
    {
      construct: 'unnest in SELECT',
      sql: 'select unnest(tags) as a from people',
      refused: 'Trino has it in FROM alone.',
      at: 'unnest',
    },
    {
      construct: 'unnest of structs',
      sql: "select u.x from people, unnest([{'a': id}]) as u(x)",
      refused: 'Trino makes columns of their fields.',
      at: 'unnest',
    },
    {
      construct: 'list_distinct, list_unique',
      sql: 'select list_distinct(tags) as a from people',
      refused: 'DuckDB promises no order.',
      at: 'list_distinct',
    },
    {
      construct: 'list_slice',
      sql: 'select marks[1:2] as a from people',
      refused: 'The engines read borders beyond the ends differently.',
      at: 'marks',
    },
    {
      construct: 'Arrays of fixed length',
      sql: 'select [1, 2]::integer[2] as a from people',
      refused: 'Trino has no such type.',
      at: '::',
    },
  ],
}
