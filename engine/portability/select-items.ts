import type { Expr } from './expression.ts'
import type { Scope } from './scope.ts'
import { type Item, starItems } from './star.ts'
import { type Node, text, texts } from './syntax.ts'
import type { Translator } from './translator.ts'

export interface SelectList {
  readonly items: readonly Item[]
  /** The scope with the aliases of the list, for WHERE and what follows. */
  readonly scope: Scope
}

/** Translates a select list from left to right: an item may use the aliases of those before it. */
export function translateItems(nodes: readonly Node[], scope: Scope, t: Translator): SelectList {
  const items: Item[] = []
  const aliases = new Map<string, Expr>()
  for (const node of nodes) {
    const inside = { ...scope, aliases: new Map(aliases) }
    for (const item of starItems(node, inside, t) ?? [single(node, inside, t, items.length)]) {
      items.push(item)
      const key = item.name.toLowerCase()
      if (text(node, 'alias') !== '' && !aliases.has(key)) aliases.set(key, item.value)
    }
  }
  return { items, scope: { ...scope, aliases } }
}

function single(node: Node, scope: Scope, t: Translator, index: number): Item {
  const value = t.expression(node, scope)
  const alias = text(node, 'alias')
  const column = texts(node, 'column_names').at(-1)
  return {
    name: alias || (column ?? `_${index + 1}`),
    named: alias !== '' || column !== undefined,
    value,
    node,
  }
}
