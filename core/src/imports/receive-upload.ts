import type { Readable } from 'node:stream'

import { Busboy } from '@fastify/busboy'

import { decodePart, type Encoding } from './encoding.ts'
import { errors } from './errors.ts'
import { createPartCutter } from './part-cutter.ts'
import type { Sample } from './sample.ts'

export interface Upload {
  readonly bytes: number
  readonly parts: number
  readonly sample: Sample
}

/** 20 GiB: no import is that large, an endless stream is. */
const MAX_BYTES = 20 * 1024 ** 3

/** Stores the bytes as they come, a part at a time; throws `IMPORT_FILE_EMPTY`, `IMPORT_FILE_NOT_CSV` and `IMPORT_FILE_TOO_LARGE`. */
export async function receiveUpload(
  file: AsyncIterable<Uint8Array | string>,
  stated: Encoding | undefined,
  store: (part: number, bytes: Buffer) => Promise<void>,
): Promise<Upload> {
  const cutter = createPartCutter(stated)
  let bytes = 0
  let parts = 0
  let first: Buffer | undefined
  const keep = async (complete: readonly Buffer[]): Promise<void> => {
    for (const part of complete) {
      first ??= part
      await store(parts++, part)
    }
  }
  for await (const chunk of file) {
    const piece = Buffer.from(chunk as Uint8Array)
    if (bytes === 0) assertText(piece)
    bytes += piece.length
    if (bytes > MAX_BYTES) throw errors.IMPORT_FILE_TOO_LARGE({ maxBytes: MAX_BYTES })
    await keep(cutter.push(piece))
  }
  const { last, encoding } = cutter.end()
  await keep(last)
  if (!first) throw errors.IMPORT_FILE_EMPTY()
  return {
    bytes,
    parts,
    sample: { text: decodePart(first, encoding, true), isWhole: parts === 1, encoding },
  }
}

/** A form with one file and, before or behind it, a field `options` of JSON. */
export interface FormUpload<T> {
  readonly options: string | undefined
  readonly fileName: string | undefined
  readonly file: T
}

/** Reads a form as it comes; the file is handed on unread. */
export function receiveForm<T>(
  stream: Readable,
  contentType: string,
  onFile: (file: Readable) => Promise<T>,
): Promise<FormUpload<T>> {
  return new Promise((resolve, reject) => {
    let options: string | undefined
    let fileName: string | undefined
    let received: Promise<T> | undefined
    const fail = (error: unknown): void => {
      stream.unpipe(form)
      // Node drops the rest of a body only when nobody has begun to read it.
      stream.resume()
      reject(error instanceof Error ? error : new Error(String(error)))
    }
    const form = openForm(contentType)
    form.on('field', (name, value, _nameCut, valueCut) => {
      if (name !== 'options' || valueCut)
        return fail(
          errors.IMPORT_FORM_INVALID({
            reason: valueCut ? `the field "${name}" is too long` : `there is no field "${name}"`,
          }),
        )
      options = value
    })
    form.on('file', (_name, file, name) => {
      if (received) return fail(errors.IMPORT_FORM_INVALID({ reason: 'it has more than one file' }))
      fileName = name === '' ? undefined : name
      received = onFile(file)
      received.catch(fail)
    })
    form.on('error', (error) =>
      fail(errors.IMPORT_FORM_INVALID({ reason: 'it is cut off or malformed' }, { cause: error })),
    )
    form.on('finish', () => {
      if (!received) return fail(errors.IMPORT_FORM_INVALID({ reason: 'it has no file' }))
      received.then((file) => resolve({ options, fileName, file }), fail)
    })
    stream.on('error', fail)
    stream.pipe(form)
  })
}

/** A megabyte of options is a mapping of two thousand columns. */
const LIMITS = { fieldSize: 1_048_576, fields: 5, files: 2, headerPairs: 50 }

function openForm(contentType: string): InstanceType<typeof Busboy> {
  try {
    return new Busboy({ headers: { 'content-type': contentType }, limits: LIMITS })
  } catch (cause) {
    throw errors.IMPORT_FORM_INVALID({ reason: 'its content type has no boundary' }, { cause })
  }
}

/** The beginnings of what people upload in place of CSV: a workbook, an archive, a document. */
const MAGIC: readonly (readonly [string, string])[] = [
  ['504b0304', 'an Excel workbook or ZIP archive'],
  ['d0cf11e0', 'an old Excel workbook'],
  ['25504446', 'a PDF'],
  ['1f8b', 'a gzip archive; send it with Content-Encoding: gzip'],
]

function assertText(beginning: Buffer): void {
  const hex = beginning.subarray(0, 4).toString('hex')
  const [, kind] = MAGIC.find(([magic]) => hex.startsWith(magic)) ?? []
  if (kind !== undefined) throw errors.IMPORT_FILE_NOT_CSV({ kind })
}
