/**
 * Screenshots of every panel and dialog in both themes, on a desktop and on a phone, in `out/screens` for people to
 * look at. The tests check that the page logs no errors, that no picture is empty, and that nothing is wider than the
 * window.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { launch } from './support/chromium.ts';
import { EditorPage } from './support/editor-page.ts';
import { type Inkloom, inkloom, type RunningServer, watchedPage } from './support/inkloom.ts';
import { endedRuns } from './support/runs.ts';

const FOLDER = join('out', 'screens');

let server: RunningServer;
let home: Inkloom;
let browser: Browser;

beforeAll(async () => {
  [browser] = await Promise.all([launch(), mkdir(FOLDER, { recursive: true })]);
});

afterAll(() => browser?.close());

beforeEach(async () => {
  home = await inkloom();
  server = await home.start();
});

afterEach(() => home.close());

async function shoot(page: Page, name: string): Promise<void> {
  await page.waitForTimeout(250);
  const picture = await page.screenshot({ path: join(FOLDER, `${name}.png`) });
  const { entropy } = await sharp(picture).stats();
  const beyond = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect({ name, isEmpty: entropy < 0.4, isWiderThanTheWindow: beyond > 0 }).toEqual({
    name,
    isEmpty: false,
    isWiderThanTheWindow: false,
  });
}

describe.each(['light', 'dark'] as const)('in %s', (colorScheme) => {
  it('every panel and dialog is drawn', async () => {
    const { page, complaints } = await watchedPage(browser, { colorScheme });
    const editor = new EditorPage(page);
    const { keyboard } = page;
    const take = (name: string): Promise<void> => shoot(page, `${colorScheme}-${name}`);
    const dialog = async (name: string, open: () => Promise<unknown>): Promise<void> => {
      await open();
      await page.getByRole('dialog').first().waitFor();
      await take(name);
      await keyboard.press('Escape');
      await page.getByRole('dialog').first().waitFor({ state: 'detached' });
    };
    await editor.open(server.address);
    await page.getByRole('button', { name: 'Start from text to image' }).waitFor();
    await take('start');
    await editor.openTemplate(server.address, 'text-to-image');
    // Enough steps to take a picture while they run.
    for (const [node, field, value] of [
      ['Size', 'Width', '128'],
      ['Size', 'Height', '128'],
      ['Schedule', 'Steps', '150'],
    ] as const) {
      await editor.approach(node);
      await editor.node(node).getByLabel(field, { exact: true }).fill(value);
      await keyboard.press('Enter');
    }
    await editor.approach('Denoise');
    await editor.canvas.focus();
    await Promise.all([editor.node('Denoise').locator('img').first().waitFor(), editor.run()]);
    await take('running');
    await endedRuns(page, 1);
    await keyboard.press('Shift+F');
    await take('done');
    await editor.approach('Denoise');
    await take('node');
    await page.getByRole('button', { name: 'Library' }).click();
    await take('library');
    await page.getByRole('button', { name: 'Outline' }).click();
    await take('outline');
    await page.getByRole('button', { name: 'Outline' }).click();
    await page.getByRole('button', { name: 'Inspector' }).click();
    await take('inspector');
    await page.getByRole('button', { name: 'Inspector' }).click();
    await editor.canvas.focus();
    await dialog('add-node', () => keyboard.press('a'));
    await dialog('commands', () => keyboard.press('Control+k'));
    await dialog('help', () => keyboard.press('F1'));
    await dialog('keys', () => keyboard.press('?'));
    await dialog('templates', () => page.getByRole('button', { name: 'Templates' }).click());
    await dialog('open', () => page.getByRole('navigation').getByRole('button', { name: 'Open' }).click());
    await dialog('share', () => page.getByRole('button', { name: 'Share' }).click());
    await dialog('save', () => keyboard.press('Control+s'));
    await dialog('menu', async () => {
      await editor.approach('Denoise');
      await keyboard.press('Shift+F10');
    });
    await editor.approach('Save image');
    await dialog('viewer', () => editor.node('Save image').locator('img').first().click());
    await page.getByRole('button', { name: 'Form', exact: true }).click();
    await take('form');
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('start page and form fit a phone', async () => {
    const { page, complaints } = await watchedPage(browser, {
      colorScheme,
      viewport: { width: 390, height: 780 },
      hasTouch: true,
      isMobile: true,
    });
    const editor = new EditorPage(page);
    await editor.open(server.address);
    await shoot(page, `${colorScheme}-phone-start`);
    await page.goto(`${server.address}/?template=text-to-image`);
    await page.getByLabel('Prompt', { exact: true }).first().waitFor();
    await shoot(page, `${colorScheme}-phone-form`);
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});
