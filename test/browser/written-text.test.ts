/** Text that a node writes grows on the node, and stays there. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launch } from './support/chromium.ts';
import { EditorPage } from './support/editor-page.ts';
import { type Inkloom, inkloom, watchedPage } from './support/inkloom.ts';
import { endedRuns } from './support/runs.ts';

let browser: Browser;
let home: Inkloom;

beforeAll(async () => {
  browser = await launch();
  home = await inkloom();
});

afterAll(async () => {
  await browser?.close();
  await home?.close();
});

it('grows on the node while it is written, and is there after a reload', async () => {
  const { page, complaints } = await watchedPage(browser);
  const editor = new EditorPage(page);
  const { address } = await home.start();
  await editor.openWith(address, 'text-to-image-enhanced', {
    'checkpoint.checkpoint': 'tiny-random',
    'enhance.mostTokens': 200,
    'enhance.quality': false,
    'size.width': 64,
    'size.height': 64,
    'schedule.steps': 1,
  });
  const written = editor.node('Enhance prompt').getByRole('textbox', { name: 'Written text' });
  await editor.run();
  await written.waitFor();
  const first = await written.inputValue();
  const [run] = await endedRuns(page, 1);
  expect(run?.state).toBe('done');
  await editor.approach('Enhance prompt');
  const all = await written.inputValue();
  expect(all.length).toBeGreaterThan(first.length);
  await page.reload();
  await editor.approach('Enhance prompt');
  expect(await written.inputValue()).toBe(all);
  expect(complaints).toEqual([]);
});
