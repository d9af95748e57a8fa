/** The editor's pictures in the README, light and dark: the shipped model's text-to-image graph, run with two seeds. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { launch } from '../../test/browser/support/chromium.ts';

const ROOT = join(import.meta.dirname, '../..');
const FILES = { light: 'editor/screenshot.webp', dark: 'editor/screenshot-dark.webp' } as const;
/** Writes both pictures. */
export async function makeScreens(say: (line: string) => void): Promise<void> {
  await promisify(execFile)('npm', ['run', 'editor'], { cwd: ROOT });
  const browser = await launch();
  for (const colorScheme of ['light', 'dark'] as const) {
    const data = await mkdtemp(join(tmpdir(), 'inkloom-screens-'));
    const server = spawn(process.execPath, [join(ROOT, 'engine/cli/inkloom.mjs'), 'start', '--port', '0', '--data', data, '--cache', join(data, 'cache')], { cwd: data, stdio: ['ignore', 'pipe', 'inherit'] });
    const address = await new Promise<string>((resolve) => {
      createInterface({ input: server.stdout }).on('line', (line) => {
        const [found] = /http:\/\/[^\s/]+/.exec(line) ?? [];
        if (found) resolve(found);
      });
    });
    const page = await browser.newPage({ colorScheme, viewport: { width: 1600, height: 800 } });
    const canvas = page.getByRole('application', { name: 'Canvas' });
    const denoise = canvas.getByRole('group', { name: /^Denoise/ });
    await page.goto(`${address}/?template=text-to-image`);
    await page.getByText(/^\d+ nodes$/).waitFor();
    await run(page, address, 1);
    // From far away only the focused node is an element.
    await canvas.focus();
    await page.keyboard.press('Home');
    while ((await denoise.and(page.locator(':focus')).count()) === 0) await page.keyboard.press('PageDown');
    await denoise.getByLabel('Seed', { exact: true }).fill('2');
    await page.keyboard.press('Enter');
    await run(page, address, 2);
    await canvas.focus();
    await page.keyboard.press('f');
    await canvas.blur();
    await page.waitForTimeout(500);
    const shot = await sharp(await page.screenshot()).webp({ quality: 90 }).toFile(join(ROOT, FILES[colorScheme]));
    say(`${FILES[colorScheme]}: ${shot.size} bytes`);
    await page.close();
    server.kill();
    await once(server, 'exit');
    await rm(data, { recursive: true });
  }
  await browser.close();
}

/** Runs the graph until so many runs have ended. */
async function run(page: Page, address: string, count: number): Promise<void> {
  await page.getByRole('button', { name: /^Run/ }).first().click();
  for (;;) {
    const runs = (await (await fetch(`${address}/api/runs`)).json()) as readonly { readonly state: string }[];
    if (runs.filter(({ state }) => state === 'done').length >= count) return;
    await page.waitForTimeout(50);
  }
}
