/**
 * The server to beat: `node:http` and `pg`, named statements on the same tables, no framework, no authentication, no row-level
 * security, no validation, no permissions, no change log. What a good programmer would write by hand for one table.
 */
import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'

import pg from 'pg'

const [url, tenantId, columns] = process.argv.slice(2) as [string, string, string]
const pool = new pg.Pool({ connectionString: url, max: 10 })
const list = `select ${columns} from crm.contacts where tenant_id = $1 and deleted_at is null`
const newest = 'order by created_at desc, id desc limit 25'

const statements = {
  get: { name: 'get', text: `${list} and id = $2` },
  list: { name: 'list', text: `${list} ${newest}` },
  status: { name: 'status', text: `${list} and status = $2 ${newest}` },
  custom: { name: 'custom', text: `${list} and (custom->>'score')::float8 = $2 ${newest}` },
  create: {
    name: 'create',
    text: `insert into crm.contacts (tenant_id, id, first_name, last_name, name, email, emails, status, title, created_by, updated_by)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, '{}', '{}') returning ${columns}`,
  },
  update: {
    name: 'update',
    text: `update crm.contacts set title = $3, updated_at = now(), version = version + 1
      where tenant_id = $1 and id = $2 and deleted_at is null returning ${columns}`,
  },
}

const server = createServer((req, res) => {
  answer(req).then(
    (body) =>
      res
        .writeHead(200, {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
        })
        .end(body),
    (error: unknown) => res.writeHead(500).end(String(error)),
  )
})
server.listen(0, '127.0.0.1', () =>
  console.log(`listening ${(server.address() as { port: number }).port}`),
)
process.on('SIGTERM', () => process.exit(0))

async function answer(req: IncomingMessage): Promise<string> {
  const [path, query = ''] = req.url!.split('?') as [string, string?]
  if (req.method === 'POST') return create(await json(req))
  if (req.method === 'PATCH') return update(path.slice(10), await json(req))
  if (path.length > 10) {
    const { rows } = await pool.query({ ...statements.get, values: [tenantId, path.slice(10)] })
    return JSON.stringify({ data: rows[0] as unknown })
  }
  const filter = new URLSearchParams(query).get('filter')
  if (filter === null)
    return page((await pool.query({ ...statements.list, values: [tenantId] })).rows)
  const { status, 'custom.score': score } = JSON.parse(filter) as {
    status?: string
    'custom.score'?: number
  }
  const named =
    status === undefined
      ? { ...statements.custom, values: [tenantId, score] }
      : { ...statements.status, values: [tenantId, status] }
  return page((await pool.query(named)).rows)
}

function page(rows: unknown[]): string {
  return JSON.stringify({ data: rows })
}

async function create(body: Record<string, string>): Promise<string> {
  const { firstName, lastName, email, status, title } = body
  const emails = JSON.stringify([{ value: email, type: 'work', primary: true }])
  const values = [
    tenantId,
    randomUUID(),
    firstName,
    lastName,
    `${firstName} ${lastName}`,
    email,
    emails,
    status,
    title,
  ]
  return JSON.stringify({
    data: (await pool.query({ ...statements.create, values })).rows[0] as unknown,
  })
}

async function update(id: string, body: Record<string, string>): Promise<string> {
  const { rows } = await pool.query({ ...statements.update, values: [tenantId, id, body['title']] })
  return JSON.stringify({ data: rows[0] as unknown })
}

async function json(req: IncomingMessage): Promise<Record<string, string>> {
  const chunks: Buffer[] = []
  for await (const chunk of req) chunks.push(chunk as Buffer)
  return JSON.parse(Buffer.concat(chunks).toString()) as Record<string, string>
}
