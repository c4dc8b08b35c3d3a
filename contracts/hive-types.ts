import { type DuckDbType, parseDuckDbType } from './duckdb-type.ts'

/** How query tools know a DuckDB type, or what to do about one that they cannot read. */
export type TypeMapping =
  | {
      readonly kind: 'mapped'
      /** As Glue and Hive write it: `array<string>`. */
      readonly hive: string
      /** As Trino and Athena write it: `array(varchar)`. */
      readonly trino: string
    }
  /** `instead` is the type to cast to; `part` the type within that cannot be read. */
  | { readonly kind: 'refused'; readonly part: string; readonly instead: string }

type Mapped = Extract<TypeMapping, { kind: 'mapped' }>
type Refused = Extract<TypeMapping, { kind: 'refused' }>

const mapped = (hive: string, trino = hive): Mapped => ({ kind: 'mapped', hive, trino })
const refused = (part: string, instead: string): Refused => ({ kind: 'refused', part, instead })

const plain: Readonly<Record<string, TypeMapping>> = {
  BOOLEAN: mapped('boolean'),
  TINYINT: mapped('tinyint'),
  SMALLINT: mapped('smallint'),
  INTEGER: mapped('int', 'integer'),
  BIGINT: mapped('bigint'),
  UTINYINT: mapped('smallint'),
  USMALLINT: mapped('int', 'integer'),
  HUGEINT: mapped('decimal(38,0)'),
  FLOAT: mapped('float', 'real'),
  DOUBLE: mapped('double'),
  VARCHAR: mapped('string', 'varchar'),
  JSON: mapped('string', 'varchar'),
  ENUM: mapped('string', 'varchar'),
  BLOB: mapped('binary', 'varbinary'),
  DATE: mapped('date'),
  TIMESTAMP: mapped('timestamp', 'timestamp(3)'),
  TIMESTAMP_S: mapped('timestamp', 'timestamp(3)'),
  TIMESTAMP_MS: mapped('timestamp', 'timestamp(3)'),
  TIMESTAMP_NS: mapped('timestamp', 'timestamp(3)'),
  'TIMESTAMP WITH TIME ZONE': mapped('timestamp', 'timestamp(3)'),
  TIMESTAMPTZ: mapped('timestamp', 'timestamp(3)'),
  // Readers take the highest bit of these two for a sign.
  UINTEGER: refused('UINTEGER', 'BIGINT'),
  UBIGINT: refused('UBIGINT', 'DECIMAL(20,0)'),
  TIME: refused('TIME', 'VARCHAR'),
  UUID: refused('UUID', 'VARCHAR'),
}

/** What a DuckDB type is to tools that read Parquet through Hive's types: Athena, Trino, Spark. */
export function hiveType(type: string): TypeMapping {
  const parsed = parseDuckDbType(type)
  return parsed === undefined ? refused(type, 'VARCHAR') : mapType(parsed)
}

function mapType(type: DuckDbType): TypeMapping {
  switch (type.kind) {
    case 'plain':
      return mapPlain(type.name, type.arguments)
    case 'list':
      return nested([type.of], ([of]) => mapped(`array<${of?.hive}>`, `array(${of?.trino})`))
    case 'map':
      return nested([type.key, type.value], ([key, value]) =>
        mapped(`map<${key?.hive},${value?.hive}>`, `map(${key?.trino}, ${value?.trino})`),
      )
    case 'union':
      return refused('UNION', 'JSON')
    case 'struct':
      return mapStruct(type)
  }
}

function mapPlain(name: string, details: readonly string[]): TypeMapping {
  if (name !== 'DECIMAL') return plain[name] ?? refused(name, 'VARCHAR')
  const [precision = '18', scale = '3'] = details
  return mapped(`decimal(${precision},${scale})`, `decimal(${precision}, ${scale})`)
}

function mapStruct({ fields }: Extract<DuckDbType, { kind: 'struct' | 'union' }>): TypeMapping {
  const names = fields.map(({ name }) => name.toLowerCase())
  const odd = names.find((name) => !/^[\p{L}\p{N}_]+$/u.test(name))
  if (odd !== undefined)
    return refused(
      `STRUCT with the field "${odd}"`,
      'a STRUCT whose fields are named with letters, digits and _',
    )
  if (new Set(names).size < names.length)
    return refused(
      'STRUCT with fields that differ by case only',
      'a STRUCT whose fields have different names',
    )
  return nested(
    fields.map((field) => field.type),
    (types) =>
      mapped(
        `struct<${types.map(({ hive }, i) => `${names[i]}:${hive}`).join(',')}>`,
        `row(${types.map(({ trino }, i) => `"${names[i]}" ${trino}`).join(', ')})`,
      ),
  )
}

/** What is made of types that are all mapped, else the first refusal. */
function nested(
  types: readonly DuckDbType[],
  make: (types: readonly Mapped[]) => Mapped,
): TypeMapping {
  const parts = types.map(mapType)
  const no = parts.find((part): part is Refused => part.kind === 'refused')
  return no ?? make(parts as readonly Mapped[])
}
