import type { Entity } from '../../entities/entity.ts'
import { covers } from '../../identity/compile-rights.ts'
import type { Role } from '../../identity/permission-catalogue.ts'
import type { Rights, Scope } from '../../identity/rights.ts'
import type { ReachedRecord } from './reached-record.ts'

/** Whose rights are explained, everything resolved. */
export interface Subject {
  /** How the sentences call them: `user 42`, `the key "Web shop"`. */
  readonly name: string
  readonly roles: readonly Role[]
  /** Names that are no roles here. */
  readonly ignoredRoles: readonly string[]
  readonly limitedTo: readonly string[] | undefined
  readonly rights: Rights
}

export interface Question {
  readonly permission: string
  /** False where only `all` has a meaning. */
  readonly scoped: boolean
  readonly entity: Entity | undefined
  /** Undefined when no record was asked about; `hidden` when the asker may not know whether it exists. */
  readonly record: ReachedRecord | 'hidden' | undefined
  readonly id: string | undefined
  /** Keys of the tenant's own fields of the entity. */
  readonly custom: readonly string[]
  /** The asker may know of fields and records that do not exist for the subject. */
  readonly all: boolean
}

interface RoleGrant {
  readonly role: string
  readonly pattern: string
  readonly scope: Scope
  readonly counts: boolean
}

/** Why somebody may or may not do something: the facts, and the same as sentences. */
export function explain(subject: Subject, question: Question): object {
  const { permission, entity, record, id } = question
  const scope = subject.rights.scope(permission)
  const grants = subject.roles.flatMap((role) => grantsOfRole(role, subject, question))
  const reached = record === undefined || (record !== 'hidden' && record.reached)
  const allowed = scope !== undefined && reached
  return {
    permission,
    allowed,
    scope: scope ?? null,
    roles: subject.roles.map(({ name }) => name),
    grants,
    ...(entity && record !== undefined && id !== undefined
      ? { record: shownRecord(entity, id, record) }
      : {}),
    ...(entity ? { fields: fieldsOf(entity, subject, question) } : {}),
    because: [
      ...ignored(subject),
      ...grantSentences(subject, question, grants),
      ...reachSentences(subject, question, scope),
      `So ${subject.name} ${allowed ? 'may' : 'may not'} ${permission}${record === undefined ? '' : ' this record'}.`,
    ],
  }
}

function grantsOfRole(
  { name, permissions }: Role,
  { limitedTo }: Subject,
  { permission, scoped }: Question,
): RoleGrant[] {
  const cut = limitedTo !== undefined && !limitedTo.some((pattern) => covers(pattern, permission))
  return Object.entries(permissions)
    .filter(([pattern]) => covers(pattern, permission))
    .map(([pattern, scope]) => ({
      role: name,
      pattern,
      scope,
      counts: !cut && (scoped || scope === 'all'),
    }))
}

function ignored({ ignoredRoles }: Subject): string[] {
  if (ignoredRoles.length === 0) return []
  return [`${list(ignoredRoles)}: no role of this tenant has such a name, so it grants nothing.`]
}

function grantSentences(
  { name, roles, limitedTo }: Subject,
  { permission, scoped }: Question,
  grants: readonly RoleGrant[],
): string[] {
  if (roles.length === 0) return [`${capital(name)} has no role, so nothing is granted.`]
  if (grants.length === 0) {
    return [`None of the roles ${list(roles.map((role) => role.name))} grants ${permission}.`]
  }
  const sentences = grants.map(({ role, pattern, scope }) => {
    const by = pattern === permission ? '' : ` (by ${pattern})`
    return `The role "${role}" grants ${permission}${by} for "${scope}".`
  })
  if (!scoped && grants.some(({ scope }) => scope !== 'all')) {
    sentences.push(`${permission} has no owner to compare, so only "all" counts.`)
  }
  if (limitedTo) {
    const within = limitedTo.some((pattern) => covers(pattern, permission))
    sentences.push(
      `${capital(name)} is cut to ${list(limitedTo)}, which ${within ? 'covers' : 'does not cover'} ${permission}.`,
    )
  }
  return sentences
}

function reachSentences(
  { name }: Subject,
  { entity, record }: Question,
  scope: Scope | undefined,
): string[] {
  if (record === undefined || !entity || scope === undefined) return []
  const one = entity.label.one.toLowerCase()
  if (record === 'hidden' || !record.found) {
    const or = record === 'hidden' ? ', or it is out of reach' : ' in this tenant'
    return [`There is no such ${one}${or}.`]
  }
  const deleted = record.deleted ? [`The ${one} is deleted.`] : []
  if (scope === 'all') return [...deleted, `"all" reaches every ${one}.`]
  if (!entity.owned) {
    return [...deleted, `"${scope}" reaches nothing: a ${one} has no owner to compare.`]
  }
  return [...deleted, ownerSentence(name, one, record, scope)]
}

function ownerSentence(name: string, one: string, record: ReachedRecord, scope: Scope): string {
  const owner = record.owner ? (record.owner.name ?? 'somebody') : undefined
  if (owner === undefined) return `The ${one} has no owner, so "${scope}" does not reach it.`
  if (record.via === 'own') return `The ${one} belongs to ${owner}, as whom ${name} acts.`
  if (record.via === 'team') {
    return `The ${one} belongs to ${owner}, who is in ${list(record.sharedTeams)} with ${name}, so "team" reaches it.`
  }
  const teams = scope === 'team' ? ' and shares no team with them' : ''
  return `The ${one} belongs to ${owner}; ${name} acts as somebody else${teams}, so "${scope}" does not reach it.`
}

function shownRecord(entity: Entity, id: string, record: ReachedRecord | 'hidden'): object {
  if (record === 'hidden' || !record.found) {
    const nothing = { found: false, deleted: false, reached: false, via: null, owner: null }
    return { entity: entity.name, id, ...nothing }
  }
  const { deleted, reached, via, owner } = record
  return { entity: entity.name, id, found: true, deleted, reached, via, owner }
}

/** By rights alone: a field nobody writes is not a mask. */
function fieldsOf(entity: Entity, { rights }: Subject, { custom, all }: Question): object {
  const paths = [
    ...[...entity.properties.values()].filter(({ readonly }) => !readonly).map(({ key }) => key),
    ...[...entity.extensions.values()].flatMap(({ plugin, properties }) =>
      [...properties.keys()].map((key) => `ext.${plugin}.${key}`),
    ),
    ...custom.map((key) => `custom.${key}`),
  ]
  const having = (access: string) =>
    paths.filter((path) => path !== 'id' && rights.field(entity.name, path) === access)
  return {
    entity: entity.name,
    ...(all ? { hidden: having('none') } : {}),
    readOnly: having('read'),
  }
}

function list(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(', ')
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
