import { quarantineKey, tablePart, tablePrefix } from '../../contracts/lake-layout.ts'
import type { Key } from '../../contracts/ports/object-store.ts'
import { contractOf } from './contract.ts'
import type { TakeInRequest } from './read-deps.ts'

type Request = Pick<TakeInRequest, 'project' | 'declaration' | 'digest'>

const version = ({ declaration, digest }: Request) =>
  `${digest.slice(0, 20)}-${contractOf(declaration)}`

/** Prefix of a file's accepted rows, as read under the contract. */
export const partPrefix = (request: Request): Key =>
  tablePrefix(request.project, 'source', request.declaration.name, version(request))

/** Key of a file's accepted rows. */
export const partKey = (request: Request): Key =>
  tablePart(request.project, 'source', request.declaration.name, version(request))

/** Key of a file's rejected rows. */
export const quarantineOf = ({ project, declaration, digest }: Request): Key =>
  quarantineKey(project, declaration.name, contractOf(declaration), digest)

/** Prefix of a file's rejected rows, as read under any contract. */
export const quarantinePrefix = (request: Request): Key =>
  quarantineOf(request).replace(/[^/]*$/, '')
