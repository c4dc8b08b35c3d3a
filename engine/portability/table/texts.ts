import type { PortabilityArea } from './row.ts'

export const textsArea: PortabilityArea = {
  title: 'Text',
  rows: [
    {
      construct: '||',
      sql: "select name || '-' || visits as a, city || name as b from people",
      becomes: 'the same; NULL makes NULL, numbers are cast',
    },
    {
      construct: 'concat',
      sql: "select concat(name, '/', city, visits) as a from people",
      becomes: 'with NULL as the empty text, which Trino would make NULL',
    },
    {
      construct: 'concat_ws',
      sql: "select concat_ws(', ', name, city) as a from people",
      becomes: 'the same',
    },
    {
      construct: 'length, strlen',
      sql: 'select length(name) as a, strlen(name) as b, len(name) as c from people',
      becomes: 'length in code points; strlen as length(to_utf8())',
    },
    {
      construct: 'lower, upper',
      sql: "select lower(name || 'ÀÉẞİ') as a, upper(name || 'straße') as b from people",
      becomes:
        'lower and upper; letters of Unicode 16, which only newer editions of Java fold, stay as they are; ß becomes ẞ',
    },
    {
      construct: 'trim, ltrim, rtrim',
      sql: "select trim(raw) as a, ltrim(raw) as b, rtrim(chr(9) || ' x ' || chr(160)) as c from people",
      becomes: 'with the list of spaces that DuckDB takes; Trino would take tabs and line ends too',
    },
    {
      construct: 'trim of given signs',
      sql: "select trim(name, 'An') as a, trim(both 'x' from 'xxyxx') as b from people",
      becomes: 'trim(BOTH … FROM …)',
    },
    {
      construct: 'substring, left, right',
      sql: 'select substring(name, 2, 3) as a, substr(city, 3) as b, left(name, 2) as c, right(name, 2) as d from people',
      becomes: 'substr, in code points',
    },
    {
      construct: 'replace',
      sql: "select replace(name, 'n', 'NN') as a from people",
      becomes: 'the same, of a literal that is not empty',
    },
    {
      construct: 'translate',
      sql: "select translate(name, 'an', 'x') as a from people",
      becomes: 'the same',
    },
    {
      construct: 'split_part',
      sql: "select split_part(raw, ',', 2) as a, split_part(raw, ',', 9) as b from people",
      becomes: "with '' where there is no such part; Trino would give NULL",
    },
    {
      construct: 'string_split',
      sql: "select string_split(raw, ',') as a, string_split(raw, ',')[1] as b, len(string_split(raw, ',')) as c from people",
      becomes: 'split',
    },
    {
      construct: 'lpad, rpad, repeat',
      sql: "select lpad(name, 6, '·') as a, rpad(name, 2, 'xy') as b, repeat(name, 3) as c from people",
      becomes: 'the same; repeat as array_join',
    },
    {
      construct: 'starts_with, contains, strpos',
      sql: "select starts_with(name, 'A') as a, contains(name, 'n') as b, strpos(name, 'ë') as c, position('n' in name) as d, contains(name, '') as e from people",
      becomes: 'starts_with and strpos',
    },
    {
      construct: 'like, not like',
      sql: "select id from people where name like 'A%' or city not like '_e%' or raw like '%\\%'",
      becomes: 'the same: no escape unless one is named',
    },
    {
      construct: 'like … escape',
      sql: "select id from people where raw like '%!%%' escape '!'",
      becomes: 'the same',
    },
    {
      construct: 'ilike',
      sql: "select id from people where name ilike 'aN%'",
      becomes: 'lower() LIKE, with a pattern of ASCII',
    },
    {
      construct: 'md5, sha256',
      sql: 'select md5(name) as a, sha256(name) as b from people',
      becomes: 'lower(to_hex(md5(to_utf8())))',
    },
    {
      construct: 'nfc_normalize',
      sql: "select nfc_normalize(name || 'e\u0301') as a from people",
      becomes: 'normalize(…, NFC)',
    },
    {
      construct: 'regexp_matches',
      sql: "select regexp_matches(name, '^[A-Z][a-zë]+$') as a, regexp_matches(raw, '\\d{2,}|x') as b, regexp_matches(raw, '(?i)\\bABC') as c from people",
      becomes: 'regexp_like; ^ and $ as \\A and \\z, classes of RE2 written out',
    },
    {
      construct: 'regexp_full_match, similar to',
      sql: "select regexp_full_match(name, 'A|An|Ann') as a, name similar to '[A-Z].*' as b from people",
      becomes: 'regexp_like between \\A and \\z',
    },
    {
      construct: 'Unicode classes in patterns',
      sql: "select regexp_extract_all(name || '𠀀Ж', '\\p{L}') as a, regexp_matches(raw, '\\P{Lu}') as b, regexp_matches(name, '[^\\p{Ll}\\s]') as c from people",
      becomes: "code points written out: Trino's Unicode is older, and knows 35,000 letters fewer",
    },
    {
      construct: 'Dot and line ends in patterns',
      sql: "select regexp_matches('a' || chr(10) || 'b', 'a.b') as a, regexp_matches('a' || chr(10), '^a$') as b, regexp_matches('a' || chr(13) || 'b', 'a.b') as c from people",
      becomes: 'every sign but the line feed; $ only at the very end',
    },
    {
      construct: 'regexp_extract',
      sql: "select regexp_extract(raw, '(\\d+)-(\\d+)', 2) as a, regexp_extract(name, 'n+') as b from people",
      becomes: "with '' where nothing matches; Trino would give NULL",
    },
    {
      construct: 'regexp_extract_all',
      sql: "select regexp_extract_all(raw, '[0-9]+') as a, len(regexp_extract_all(name, '\\S')) as b from people",
      becomes: 'the same',
    },
    {
      construct: 'regexp_replace',
      sql: "select regexp_replace(name, '[aeiou]', '<\\0>') as a, regexp_replace(raw, '(\\d)(\\d)', '\\2\\1') as b from people",
      becomes: 'of the first match only; Trino would replace all',
    },
    {
      construct: "regexp_replace with 'g'",
      sql: "select regexp_replace(name, '[aeiou]+', '$', 'g') as a, regexp_replace(raw, '(\\d)', '[\\1]', 'g') as b from people",
      becomes: '\\1 as $1, $ as \\$',
    },
    {
      construct: 'Patterns that are no literals',
      sql: 'select regexp_matches(raw, name) as a from people',
      refused: 'A pattern has to be read to be translated.',
      at: 'regexp_matches',
    },
    {
      construct: 'Patterns that may match nothing, in replace and extract_all',
      sql: "select regexp_replace(name, 'x*', '-', 'g') as a from people",
      refused: 'The engines step on from an empty match differently.',
      at: 'regexp_replace',
    },
    {
      construct: '(?i) beyond ASCII, groups with options, POSIX classes',
      sql: "select regexp_matches(name, '(?i)é') as a from people",
      refused: 'The engines fold case by different editions of Unicode.',
      at: 'regexp_matches',
    },
    {
      construct: 'substring from 0 or from the end',
      sql: 'select substring(name, 0, 2) as a from people',
      refused: 'DuckDB counts from before the text, Trino gives the empty text.',
      at: 'substring',
    },
    {
      construct: 'reverse',
      sql: 'select reverse(name) as a from people',
      refused: 'DuckDB turns whole signs round (flags, accents), Trino code points.',
      at: 'reverse',
    },
    {
      construct: 'collate',
      sql: 'select name collate nocase as a from people',
      refused: 'Trino has no collations.',
      at: 'name',
    },
    {
      construct: 'glob',
      sql: "select id from people where name glob 'A*'",
      refused: 'Trino has none. Use like or regexp_matches.',
      at: 'glob',
    },
    {
      construct: 'JSON functions',
      sql: "select json_extract(raw, '$.a') as a from people",
      refused: 'The engines read and print JSON differently.',
      at: 'json_extract',
    },
    {
      construct: 'hash',
      sql: 'select hash(name) as a from people',
      refused: 'It is DuckDB’s own. Use md5 or sha256.',
      at: 'hash',
    },
    {
      construct: 'printf and format',
      sql: "select format('{}', name) as a from people",
      refused: 'The engines print numbers differently.',
      at: 'format',
    },
  ],
}
