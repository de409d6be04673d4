// The engine
export { createCrm } from './kernel/create-crm.ts'
export type { CloseOptions, Crm, RunAs } from './kernel/crm.ts'
export type { CrmOptions, DatabaseOptions, WorkerSettings } from './kernel/crm-options.ts'
export type { HostContext } from './kernel/host-context.ts'
export type { HostAuthenticate, HostIdentity, HostRequest } from './kernel/host-identity.ts'
export type { Tenant, Tenants } from './tenancy/tenants.ts'
export type { ApiKey, NewApiKey } from './identity/api-keys.ts'

// A plugin and what it is made of
export { definePlugin } from './kernel/plugin.ts'
export type {
  EntityDefinition,
  ExtensionDefinition,
  LifecycleContext,
  PermissionDefinition,
  Plugin,
  PluginRoute,
  SubscriberDefinition,
  UiContribution,
} from './kernel/plugin.ts'
export type { PluginContext } from './kernel/plugin-context.ts'
export type { PluginName, PluginRegistry, PluginServices } from './kernel/plugin-registry.ts'
export type { CompleteHook, EntityHooks, Hook, HookOrder } from './entities/hooks.ts'
export type { AddJobOptions, JobDefinition, JobRun } from './jobs/define-job.ts'
export type { Answer, Call, Route } from './http/route.ts'

// Records
export type { Filter, FilterOperators } from './entities/filter.ts'
export type { ListQuery, Page, Records, WriteOptions } from './entities/records.ts'
export { normalizeValue } from './entities/normalize.ts'

// Who acts
export type { Actor, Through } from './identity/actor.ts'
export type { RequestContext } from './identity/request-context.ts'
export type { Rights, Scope } from './identity/rights.ts'

// Errors
export { CrmError, isCrmError, type Fault } from './base/crm-error.ts'
export { defineErrors, type ErrorCatalogue, type ErrorDefinition } from './base/define-errors.ts'

// Changes
export type { Change, ChangeAction } from './changes/change.ts'

// Basics
export type { Clock } from './base/clock.ts'
export type { Logger } from './base/logger.ts'
export type { JsonSchema } from './base/validator.ts'
export { uuidV7 } from './base/uuid-v7.ts'
