import defs from '../defs.schema.json' with { type: 'json' }

// JSON Schemas, draft 2020-12.
export { defs }
