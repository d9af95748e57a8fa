/** Pictures of the editor for the README, light and dark: the text-to-image graph after runs with two seeds. */
import { join } from 'node:path';
import sharp from 'sharp';
import { setup } from '../../test/browser/support/build.ts';
import { launch } from '../../test/browser/support/chromium.ts';
import { inkloom } from '../../test/browser/support/inkloom.ts';
import { endedRuns } from '../../test/browser/support/runs.ts';

const ROOT = join(import.meta.dirname, '../..');
const FILES = { light: 'editor/screenshot.webp', dark: 'editor/screenshot-dark.webp' } as const;

/** Writes both pictures. */
export async function makeScreens(say: (line: string) => void): Promise<void> {
  await setup();
  const browser = await launch();
  for (const colorScheme of ['light', 'dark'] as const) {
    const home = await inkloom();
    const { address } = await home.start();
    const page = await browser.newPage({ colorScheme, viewport: { width: 1440, height: 900 } });
    const canvas = page.getByRole('application', { name: 'Canvas' });
    const denoise = canvas.getByRole('group', { name: /^Denoise/ });
    const run = page.getByRole('button', { name: /^Run/ }).first();
    await page.goto(`${address}/?template=text-to-image`);
    await page.getByText(/^\d+ nodes$/).waitFor();
    await run.click();
    await endedRuns(page, 1);
    // Zoomed out, only the focused node is an element.
    await canvas.focus();
    await page.keyboard.press('Home');
    while ((await denoise.and(page.locator(':focus')).count()) === 0) await page.keyboard.press('PageDown');
    await denoise.getByLabel('Seed', { exact: true }).fill('2');
    await page.keyboard.press('Enter');
    await run.click();
    await endedRuns(page, 2);
    await canvas.focus();
    await page.keyboard.press('Alt+M'); // The map would cover the result.
    await page.keyboard.press('Escape');
    await page.keyboard.press('Shift+F');
    await canvas.blur();
    await page.waitForTimeout(500);
    const shot = await sharp(await page.screenshot())
      .webp({ quality: 90 })
      .toFile(join(ROOT, FILES[colorScheme]));
    say(`${FILES[colorScheme]}: ${shot.size} bytes`);
    await page.close();
    await home.close();
  }
  await browser.close();
}
