/** One server and one browser for all tests of a file. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { launch } from './chromium.ts';
import { type Inkloom, inkloom, type RunningServer } from './inkloom.ts';

export interface InBrowser {
  browser: Browser;
  home: Inkloom;
  server: RunningServer;
}

/** Call at the top of a file. The parts exist only once the first test runs. */
export function inBrowser(): Readonly<InBrowser> {
  const parts: Partial<InBrowser> = {};
  beforeAll(async () => {
    parts.home = await inkloom();
    [parts.server, parts.browser] = await Promise.all([parts.home.start(), launch()]);
  });
  afterAll(async () => {
    await parts.browser?.close();
    await parts.home?.close();
  });
  return parts as InBrowser;
}
