/** The first minutes of somebody who has read nothing: a picture, another, both compared, saved and shared. */
import type { Locator } from 'playwright-core';
import { expect, it } from 'vitest';
import { inPage } from './support/in-page.ts';
import { boxOf } from './support/editor-page.ts';

const MOST_CLICKS = 12;

const test = inPage({ viewport: { width: 1440, height: 900 } });

it('makes, changes, compares, saves and shares a picture in at most 12 clicks', async () => {
  const { page, editor } = test;
  let clicks = 0;
  const click = async (target: Locator): Promise<void> => {
    await target.click();
    clicks += 1;
  };
  const button = (name: string | RegExp): Locator => page.getByRole('button', { name });
  const newest = page.getByRole('region', { name: 'Newest picture' });
  const result = (run: number): Locator => newest.getByRole('img', { name: `Result of run ${run}` });

  await editor.open(test.parts.server.address);
  await page.getByRole('heading', { name: 'What do you want to make?' }).waitFor();
  const ready = page.getByRole('region', { name: 'These run now' });
  await click(ready.getByRole('button', { name: /^Text to image A prompt becomes a picture/ }));
  await editor.canvas.waitFor();

  await click(button(/^Run/).first());
  await result(1).waitFor();
  await click(newest.getByRole('button', { name: 'View at full size' }).last());
  const pictures = page.getByRole('dialog', { name: 'Pictures' });
  const { width, height } = await boxOf(pictures.getByRole('img').first());
  expect(Math.min(width, height)).toBeGreaterThan(400);
  await page.keyboard.press('Escape');

  await click(editor.node('Positive prompt').getByRole('textbox', { name: 'Prompt' }));
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.type('a green heart');
  await click(button(/^Run/).first());
  await result(2).waitFor();
  await click(button('Compare with the picture before'));
  await pictures.getByRole('slider', { name: 'Line between the two pictures' }).waitFor();
  await page.keyboard.press('Escape');

  await click(button('Inkloom menu'));
  await click(page.getByRole('menuitem', { name: /^Save(?! as)/ }));
  await click(page.getByRole('dialog', { name: 'Save as' }).getByRole('button', { name: 'Save' }));
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  expect((await (await fetch(`${test.parts.server.address}/api/workflows`)).json()) as unknown[]).toHaveLength(1);

  await click(button('Share'));
  const download = page.waitForEvent('download');
  await click(button('Download PNG'));
  expect((await download).suggestedFilename()).toMatch(/\.png$/);
  expect(clicks).toBeLessThanOrEqual(MOST_CLICKS);
});
