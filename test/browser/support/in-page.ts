/** One server and one browser for all tests of a file, and a new page for each test. */
import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterEach, beforeEach } from 'vitest';
import { EditorPage } from './editor-page.ts';
import { type InBrowser, inBrowser } from './in-browser.ts';
import { watchedPage, type WatchedPage } from './inkloom.ts';
import type { RunInfo } from '../../../engine/protocol/index.ts';

export interface InPage {
  readonly parts: Readonly<InBrowser>;
  watched: WatchedPage;
  editor: EditorPage;
  page: Page;
}

/** A test fails if its page logs an error or a warning. @param options of every page. */
export function inPage(options: BrowserContextOptions = {}): Readonly<InPage> {
  const parts = inBrowser();
  const now = { parts } as InPage;
  beforeEach(async () => {
    now.watched = await watchedPage(parts.browser, options);
    now.page = now.watched.page;
    now.editor = new EditorPage(now.page);
  });
  afterEach(async () => {
    const complaints = [...now.watched.complaints];
    await cancelRuns(now.page);
    await now.page.context().close();
    if (complaints.length > 0) throw new Error(complaints.join('\n'));
  });
  return now;
}

/**
 * Cancels runs that a failed test left behind, which would delay the next one. The page may lack the server's token.
 */
async function cancelRuns(page: Page): Promise<void> {
  if (!page.url().startsWith('http')) return;
  await page.evaluate(async () => {
    const answer = await fetch('/api/runs');
    if (!answer.ok) return;
    const runs = (await answer.json()) as RunInfo[];
    const open = runs.filter(({ state }) => state === 'queued' || state === 'running');
    await Promise.all(open.map(async ({ id }) => fetch(`/api/runs/${id}/cancel`, { method: 'POST' })));
  });
}
