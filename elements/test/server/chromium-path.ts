import sparticuz from '@sparticuz/chromium'

/** The browser of the back end's tests, or the one `CHROME_PATH` names. */
export async function chromiumPath(): Promise<string> {
  return process.env['CHROME_PATH'] ?? (await sparticuz.executablePath())
}
