import type { TestAnswer, TestClient, TestCrm } from '../../../src/testing/create-test-crm.ts'

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- an answer of the API, checked against its document by the kit
export type Imported = any

/** Uploads a file as it is, with its options in the query. */
export function upload(
  client: TestClient,
  entity: string,
  file: string | Buffer,
  options: Readonly<Record<string, unknown>> = {},
): Promise<TestAnswer> {
  const query = new URLSearchParams({ entity })
  for (const [name, value] of Object.entries(options)) {
    query.set(name, typeof value === 'string' ? value : JSON.stringify(value))
  }
  return client.post(`/imports?${query.toString()}`, file, { 'content-type': 'text/csv' })
}

/** Imports a file to its end; gives the import, or throws what it was refused with. */
export async function importFile(
  t: TestCrm,
  client: TestClient,
  entity: string,
  file: string | Buffer,
  options: Readonly<Record<string, unknown>> = {},
): Promise<Imported> {
  const { status, body } = await upload(client, entity, file, options)
  if (status !== 202) throw new Error(JSON.stringify(body))
  return finished(t, client, body.data.id)
}

export async function finished(t: TestCrm, client: TestClient, id: string): Promise<Imported> {
  await t.drain()
  return (await client.get(`/imports/${id}`)).body.data
}

/** Line, field and code of every refused row. */
export async function refusals(
  client: TestClient,
  id: string,
): Promise<[number, string, string][]> {
  const { body } = await client.get(`/imports/${id}/errors?limit=200`)
  return body.data.flatMap(({ line, faults }: Imported) =>
    faults.map(({ field, code }: Imported) => [line, field, code]),
  )
}

/** All records of a plural, by one of their fields. */
export async function records(
  client: TestClient,
  plural: string,
  key: string,
): Promise<Record<string, Imported>> {
  const found: Record<string, Imported> = {}
  for (let cursor: string | null = ''; cursor !== null;) {
    const { body }: TestAnswer = await client.get(
      `/${plural}?limit=200${cursor === '' ? '' : `&cursor=${cursor}`}`,
    )
    for (const record of body.data) found[record[key]] = record
    cursor = body.page.next
  }
  return found
}
