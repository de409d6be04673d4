import { definePlugin, type Plugin } from '@crmkit/core'

import { completeDeal } from './deal/complete-deal.ts'
import dealSchema from './deal/deal.schema.json' with { type: 'json' }
import dealContactSchema from './deal/deal-contact.schema.json' with { type: 'json' }
import dealLineSchema from './deal/deal-line.schema.json' with { type: 'json' }
import { completeLine, fillLine, refillLine, sumDeal } from './deal/lines.ts'
import { firstIsPrimary, joinDeals, nextIsPrimary, stayInDeals } from './deal/participants.ts'
import { afterDeals, guardDeals, joinPrimaries, nameDeals } from './deal/settle-deal.ts'
import { dealTotals } from './deal/totals-route.ts'
import { dropOwnTables } from './drop-own-tables.ts'
import { beforeLead } from './lead/before-lead.ts'
import { openLeadForm, sendLeadForm } from './lead/capture-routes.ts'
import { checkRule } from './lead/check-rule.ts'
import { completeLead } from './lead/complete-lead.ts'
import { convertLeadRoute } from './lead/convert-route.ts'
import convertedSchema from './lead/converted.event.schema.json' with { type: 'json' }
import { keepStatus } from './lead/keep-status.ts'
import leadSchema from './lead/lead.schema.json' with { type: 'json' }
import leadFormSchema from './lead/lead-form.schema.json' with { type: 'json' }
import leadRuleSchema from './lead/lead-rule.schema.json' with { type: 'json' }
import { checkForm, makeForm } from './lead/make-form.ts'
import { assertOptions, type DealsOptions } from './options.ts'
import { checkPipeline, keepEntity } from './pipeline/check-pipeline.ts'
import { pipelineColumns } from './pipeline/columns-route.ts'
import pipelineSchema from './pipeline/pipeline.schema.json' with { type: 'json' }
import { completeProduct } from './product/complete-product.ts'
import productSchema from './product/product.schema.json' with { type: 'json' }
import exchangeRateSchema from './rate/exchange-rate.schema.json' with { type: 'json' }
import { refuseSameCurrency } from './rate/refuse-same-currency.ts'
import { reportRoutes } from './report/report-routes.ts'
import { checkChangedStage, checkNewStage } from './stage/check-stage.ts'
import { completeStage } from './stage/complete-stage.ts'
import stageSchema from './stage/stage.schema.json' with { type: 'json' }
import { anyRecord, anyRecords } from './staged/any-context.ts'
import { forgetHistory } from './staged/forget-history.ts'
import { stageHistory } from './staged/history-route.ts'
import { moveDeals, movePipelineRecords } from './staged/move-route.ts'
import { stageMoves } from './staged/stage-moves.ts'
import { staged } from './staged/staged.ts'

/** Who sets the table, and who eats at it: everybody sees pipelines, products and rates, managers change them. */
const byManagers = {
  create: { manager: 'all' },
  update: { manager: 'all' },
  delete: { manager: 'all' },
} as const
/** Parts of a deal go with the right to change the deal; they are removed for good. */
const withDeal = { purge: { manager: 'all', user: 'team' } } as const

/** Pipelines, deals with lines and participants, products, exchange rates and leads. */
export function deals(options: DealsOptions = {}): Plugin<'deals', 'contacts'> {
  assertOptions(options)
  return definePlugin<'deals', 'contacts'>({
    name: 'deals',
    version: '0.1.0',
    engine: '^0.1.0',
    requires: { contacts: '^0.1.0' },
    permissions: {
      'lead.convert': {
        label: 'Turn leads into contacts and deals',
        embed: true,
        default: { manager: 'all', user: 'all' },
      },
      'leadForm.see-secret': { label: 'See what lead forms are signed with' },
    },
    entities: {
      pipeline: {
        schema: pipelineSchema,
        hooks: { beforeCreate: anyRecord(checkPipeline), beforeUpdate: anyRecord(keepEntity) },
        permissions: byManagers,
        embed: 'read',
      },
      stage: {
        schema: stageSchema,
        hooks: {
          complete: completeStage,
          beforeCreate: anyRecord(checkNewStage),
          beforeUpdate: anyRecord(checkChangedStage),
        },
        permissions: byManagers,
        embed: 'read',
      },
      product: {
        schema: productSchema,
        hooks: { complete: completeProduct },
        permissions: byManagers,
      },
      deal: staged('deal', {
        schema: dealSchema,
        hooks: {
          complete: completeDeal(options),
          beforeCreate: anyRecords(nameDeals),
          beforeUpdate: anyRecords(guardDeals),
          afterCreate: anyRecords(joinPrimaries),
          afterUpdate: anyRecords(afterDeals),
        },
      }),
      dealContact: {
        schema: dealContactSchema,
        hooks: {
          beforeCreate: anyRecords(joinDeals),
          beforeUpdate: anyRecords(stayInDeals),
          afterCreate: anyRecords(firstIsPrimary),
          afterDelete: anyRecord(nextIsPrimary),
        },
        permissions: withDeal,
      },
      dealLine: {
        schema: dealLineSchema,
        hooks: {
          complete: completeLine,
          beforeCreate: anyRecord(fillLine),
          beforeUpdate: anyRecord(refillLine),
          afterCreate: anyRecord(sumDeal),
          afterUpdate: anyRecord(sumDeal),
          afterDelete: anyRecord(sumDeal),
        },
        permissions: withDeal,
      },
      exchangeRate: {
        schema: exchangeRateSchema,
        hooks: { complete: refuseSameCurrency },
        permissions: byManagers,
        embed: 'read',
      },
      lead: {
        schema: leadSchema,
        hooks: {
          complete: completeLead,
          beforeCreate: anyRecord(beforeLead),
          beforeUpdate: anyRecord(keepStatus),
        },
      },
      leadForm: {
        schema: leadFormSchema,
        hooks: { beforeCreate: anyRecord(makeForm), beforeUpdate: anyRecord(checkForm) },
        permissions: { read: { manager: 'all' }, ...byManagers },
        embed: 'none',
      },
      leadRule: {
        schema: leadRuleSchema,
        hooks: { beforeCreate: anyRecord(checkRule), beforeUpdate: anyRecord(checkRule) },
        permissions: { read: { manager: 'all' }, ...byManagers },
        embed: 'none',
      },
    },
    events: { 'lead.converted': { payload: convertedSchema } },
    subscribers: { 'forget-history': forgetHistory },
    timeline: { moves: stageMoves },
    routes: [
      moveDeals,
      movePipelineRecords,
      pipelineColumns,
      stageHistory,
      dealTotals,
      ...reportRoutes,
      convertLeadRoute,
      openLeadForm,
      sendLeadForm,
    ],
    migrations: new URL('../migrations/', import.meta.url),
    lifecycle: { uninstall: dropOwnTables },
  })
}

// To let records of your own go through stages.
export { staged } from './staged/staged.ts'

// What other plugins and hosts name.
export type { DealsOptions } from './options.ts'
export type {
  Deal,
  DealContact,
  DealLine,
  ExchangeRate,
  Lead,
  LeadForm,
  LeadRule,
  Pipeline,
  Product,
  Stage,
} from './types.generated.ts'
