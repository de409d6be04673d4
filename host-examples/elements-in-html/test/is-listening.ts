import type { Page } from 'playwright-core'

/** Waits until changes arrive in the page as they happen. Not `waitForFunction`: it needs `eval`, which the page's policy forbids. */
export async function isListening(page: Page): Promise<void> {
  for (const end = Date.now() + 10_000; Date.now() < end;) {
    if (await page.evaluate("document.querySelector('crm-provider').client.live.isReady")) return
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new Error('The page was not connected to the live changes within 10 s.')
}
