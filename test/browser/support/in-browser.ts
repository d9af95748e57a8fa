/** A server and a browser for the tests of a file, there as soon as the first one runs. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { launch } from './chromium.ts';
import { type Inkloom, inkloom, type RunningServer } from './inkloom.ts';

export interface InBrowser {
  browser: Browser;
  home: Inkloom;
  server: RunningServer;
}

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
