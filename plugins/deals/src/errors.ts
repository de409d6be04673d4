import { defineErrors } from '@crmkit/core'

/** Everything the deals plugin refuses on purpose. */
export const errors = defineErrors({
  // Stages
  STAGE_RULE: {
    status: 422,
    message: 'The {entity} cannot be in "{stage}" yet: {reason}.',
  },
  STAGE_UNKNOWN: {
    status: 422,
    message:
      'There is no stage {stageId} any more, or there never was. Read the stages of the pipeline again.',
  },
  STAGE_OF_OTHER_PIPELINE: {
    status: 422,
    message:
      'The stage "{stage}" belongs to the pipeline "{pipeline}". To move a record to another pipeline, name pipelineId and stageId together.',
  },
  PIPELINE_UNKNOWN: {
    status: 422,
    message: 'There is no pipeline {pipelineId} any more, or it has no stages.',
  },
  PIPELINE_NONE: {
    status: 422,
    message:
      'There is no pipeline for a {entity} that you may use: those there are belong to teams. Name one of yours, or join its team.',
  },
  PIPELINE_OF_OTHER_ENTITY: {
    status: 422,
    message: 'The pipeline "{pipeline}" is for {expected}, not for {came}.',
  },
  PIPELINE_OF_OTHER_TEAM: {
    status: 403,
    message: 'The pipeline "{pipeline}" belongs to a team you are not in.',
  },
  PIPELINE_ENTITY_UNKNOWN: {
    status: 422,
    message:
      'Expected the name of an entity whose records go through stages, came "{entity}". Known: {known}.',
  },
  STAGE_FIELD_UNKNOWN: {
    status: 422,
    message: 'The {entity} has no {fields} to require. Use the keys of its fields.',
  },
  STAGE_NEXT_ELSEWHERE: {
    status: 422,
    message: 'A stage leads to stages of its own pipeline only; {ids} are not of it.',
  },
  STAGE_FIXED: {
    status: 422,
    message: 'A stage stays in its pipeline. Make a new one there and move the records.',
  },
  STAGE_KIND_IN_USE: {
    status: 409,
    message:
      'The stage "{stage}" holds records, which would be {kind} without anybody saying so. Move them first.',
  },
  LOST_REASON_UNKNOWN: {
    status: 422,
    message: 'Expected one of {expected} as the lost reason, came "{came}".',
  },
  MOVE_UNKNOWN: {
    status: 422,
    message:
      'There is no {entity} {id} that you may move. It may have been deleted: read the column again.',
  },

  // Deals
  DEAL_AMOUNT_WITHOUT_CURRENCY: {
    status: 422,
    message:
      'Expected a currency beside the amount of {amount}. Give an ISO 4217 code such as EUR, or set defaultCurrency of the deals plugin.',
  },
  DEAL_AMOUNT_OF_LINES: {
    status: 422,
    message:
      'The amount is the sum of the lines, {sum}; came {amount}. Change the lines, or remove them.',
  },
  DEAL_CURRENCY_OF_LINES: {
    status: 422,
    message: 'The lines of the deal are priced in {currency}; it cannot become {came}.',
  },
  DEAL_NEEDS_PRIMARY: {
    status: 422,
    message:
      'A deal with participants has a primary one. Name another contact, or remove the participants.',
  },
  DEAL_PART_FIXED: { status: 422, message: 'A {part} stays with its deal. Make a new one there.' },
  DEAL_UNKNOWN: { status: 422, message: 'There is no deal {id} that you may change.' },
  DEAL_LINE_CURRENCY: {
    status: 422,
    message:
      'The product is priced in {product}, the deal in {deal}. Give the unitPrice in {deal}.',
  },

  // Money
  EXCHANGE_RATE_MISSING: {
    status: 422,
    message:
      'There is no exchange rate from {from} to {to} on {day} or before. Add one to /exchangeRates.',
  },
  EXCHANGE_RATE_SAME: { status: 422, message: 'A rate leads from one currency to another.' },

  // Leads
  LEAD_STATUS_FIXED: {
    status: 422,
    message: 'A lead becomes converted by POST /leads/{id}/convert alone, and stays so.',
  },
  LEAD_FORM_UNKNOWN: {
    status: 404,
    message: 'There is no form of this key, or it is not active.',
  },
  LEAD_ORIGIN_REFUSED: {
    status: 403,
    message: 'This form may not be sent from {origin}. Add the origin to the form.',
  },
  LEAD_TOKEN_INVALID: {
    status: 422,
    message:
      'The form was sent too soon, too late or twice: {reason}. Open it again and send it once more.',
  },
  LEAD_FIELD_UNKNOWN: {
    status: 422,
    message: 'The form takes {known}; came {unknown}.',
  },
  LEAD_FIELD_MISSING: { status: 422, message: 'The form needs {missing}.' },
  LEAD_FORM_FULL: {
    status: 429,
    message: 'This form takes {maxPerHour} leads an hour. Try again in {retryAfterS} s.',
  },
  LEAD_RULE_FILTER: { status: 422, message: 'The filter of the rule does not fit leads: {reason}' },
  DEALS_OPTION_INVALID: {
    status: 500,
    message:
      'Expected deals({ {name} }) to be {expected}, came "{value}". Correct it where createCrm is called.',
  },
})
