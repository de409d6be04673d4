import { createHash } from 'node:crypto'
import { stripTypeScriptTypes } from 'node:module'

// Tests run exactly what Node runs: types are replaced by blanks, so lines and columns stay true
// and no source map is needed. Syntax Node would refuse (enum, parameter properties) fails here too.
export default {
  process: (source) => ({ code: stripTypeScriptTypes(source, { mode: 'strip' }) }),
  getCacheKey: (source, path) =>
    createHash('sha256').update(`${process.version}\0${path}\0${source}`).digest('hex'),
}
