/**
 * How long a first visitor waits on a slow line: 50 kB/s, and 400 ms for each request. Prints when the skeleton of the
 * page is there, when the start page can be used, and what was sent until then. The bar is 3 s.
 *
 * Build first: `npx vite build editor`. Usage: npx tsx bench/page/slow-line.ts
 */
import { launch } from '../../test/browser/support/chromium.ts';
import { inkloom } from '../../test/browser/support/inkloom.ts';
import { record } from '../record.ts';

/** Bytes a second and milliseconds, as DevTools emulate them. */
const LINE = { offline: false, latency: 400, downloadThroughput: 50_000, uploadThroughput: 50_000 } as const;
const ROUNDS = 3;

interface Visit {
  /** In milliseconds. */
  readonly skeleton: number;
  readonly usable: number;
  readonly bytes: number;
}

const place = await inkloom();
const { address } = await place.start();
const browser = await launch();

async function visit(): Promise<Visit> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send('Network.enable');
  await devtools.send('Network.emulateNetworkConditions', LINE);
  let bytes = 0;
  devtools.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength));
  const begin = performance.now();
  await page.goto(address, { waitUntil: 'commit' });
  await page.getByRole('button', { name: 'Start from text to image' }).waitFor();
  const usable = performance.now() - begin;
  const skeleton = await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0);
  const sent = bytes;
  await context.close();
  return { skeleton, usable, bytes: sent };
}

const visits: Visit[] = [];
for (let round = 0; round < ROUNDS; round += 1) visits.push(await visit());
await browser.close();
await place.close();
const [best] = visits.toSorted((a, b) => a.usable - b.usable);
if (best) {
  const seconds = (ms: number): string => (ms / 1000).toFixed(2);
  const figures =
    `50 kB/s, 400 ms: skeleton after ${seconds(best.skeleton)} s, ` +
    `start page after ${seconds(best.usable)} s, ${Math.round(best.bytes / 1000)} kB sent`;
  console.log(figures);
  await record('npx tsx bench/page/slow-line.ts', `${figures} (best of ${ROUNDS})`);
}
