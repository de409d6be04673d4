import defs from '../defs.schema.json' with { type: 'json' }
import entitySchema from '../entity.schema.json' with { type: 'json' }
import eventSchema from '../event.schema.json' with { type: 'json' }
import pluginSchema from '../plugin.schema.json' with { type: 'json' }
import problemSchema from '../problem.schema.json' with { type: 'json' }

// Meta-schemas, JSON Schema draft 2020-12: what a file or an answer may say.
export { entitySchema, eventSchema, pluginSchema, problemSchema }

// Shapes they share.
export { defs }
