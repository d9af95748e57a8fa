/** Undo and redo, saving with a conflict, and a workflow inside a picture. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { EditorPage } from './support/editor-page.ts';
import { inBrowser } from './support/in-browser.ts';
import { watchedPage } from './support/inkloom.ts';

const parts = inBrowser();

it('undoes and redoes every change', async () => {
  const { page, complaints } = await watchedPage(parts.browser);
  const editor = new EditorPage(page);
  await editor.openTemplate(parts.server.address, 'text-to-image');
  const { keyboard } = page;
  const states = [await editor.workflow()];
  const change = async (what: () => Promise<unknown>): Promise<void> => {
    await what();
    await page.waitForFunction(
      (before) =>
        fetch(`/api/documents/${location.hash.slice(1)}`).then(
          async (answer) => JSON.stringify(((await answer.json()) as { workflow: unknown }).workflow) !== before,
        ),
      JSON.stringify(states.at(-1)),
    );
    states.push(await editor.workflow());
  };
  const select = async (title: string): Promise<void> => {
    await editor.approach(title);
    await editor.canvas.focus();
  };
  await select('Denoise');
  await change(() => keyboard.press('m'));
  await change(() => keyboard.press('Control+d'));
  await change(() => keyboard.press('Alt+ArrowRight'));
  await change(() => keyboard.press('Delete'));
  await select('Size');
  await change(() => keyboard.press('Control+g'));
  await select('Size');
  await change(async () => {
    await editor.node('Size').getByRole('spinbutton', { name: 'Width', exact: true }).fill('64');
    await keyboard.press('Enter');
  });
  await editor.canvas.focus();
  await change(() => keyboard.press('Alt+l'));
  await keyboard.press('Shift+F');
  await editor.atRest();
  await change(() => editor.wire(['Negative prompt', 'Conditioning'], ['Denoise', 'Positive']));
  await change(() => keyboard.press('n'));
  expect(states).toHaveLength(10);

  await editor.canvas.focus();
  for (const state of states.slice(0, -1).toReversed()) {
    await keyboard.press('Control+z');
    await expect.poll(() => editor.workflow(), { timeout: 5000 }).toEqual(state);
  }
  expect(await page.getByRole('button', { name: /^Undo/ }).isDisabled()).toBe(true);
  await page.reload();
  await editor.canvas.focus();
  for (const state of states.slice(1)) {
    await keyboard.press('Control+Shift+z');
    await expect.poll(() => editor.workflow(), { timeout: 5000 }).toEqual(state);
  }
  expect(complaints).toEqual([]);
  await page.context().close();
});

it('saves, and asks before it overwrites a file that changed meanwhile', async () => {
  const { page } = await watchedPage(parts.browser);
  const editor = new EditorPage(page);
  await editor.openTemplate(parts.server.address, 'text-to-image');
  await editor.canvas.focus();
  await page.keyboard.press('Control+s');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox').fill('My first');
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'detached' });
  const file = join(parts.home.data, 'workflows', 'My first.json');
  await expect
    .poll(() => readFile(file, 'utf8').then(JSON.parse, () => undefined))
    .toMatchObject({ format: 'inkloom-workflow', nodes: { denoise: { type: 'denoise' } } });

  await writeFile(
    file,
    (await readFile(file, 'utf8')).replace('a red star above a blue square', 'Somebody else was here'),
  );
  await editor.approach('Denoise');
  await page.keyboard.press('m');
  await page.keyboard.press('Control+s');
  const conflict = page.getByRole('dialog');
  await conflict
    .getByText(/changed/)
    .first()
    .waitFor();
  expect(await readFile(file, 'utf8')).toContain('Somebody else was here');
  await conflict.getByRole('button', { name: /[Oo]verwrite/ }).click();
  await expect.poll(() => readFile(file, 'utf8')).toMatch(/"mode": "mute"/);
  await page.context().close();
});

it('exports a workflow as a picture, and opens it again when that is dropped', async () => {
  const { page, complaints } = await watchedPage(parts.browser);
  const editor = new EditorPage(page);
  await editor.openTemplate(parts.server.address, 'edit');
  // Until the template is open, the address may still be that of the previous document.
  await expect.poll(async () => (await editor.workflow()).name).toBe('Edit');
  const shared = await editor.workflow();
  await page.getByRole('button', { name: 'Share' }).click();
  const dialog = page.getByRole('dialog');
  const asPicture = dialog.getByRole('tab', { name: /[Pp]icture|PNG/ });
  if ((await asPicture.count()) > 0) await asPicture.first().click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    dialog
      .getByRole('button', { name: /[Dd]ownload|Save/ })
      .first()
      .click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/\.png$/);
  const picture = await readFile(await download.path());
  await page.keyboard.press('Escape');

  await editor.openTemplate(parts.server.address, 'text-to-image');
  await page.getByRole('tab', { name: /^Text to image/, selected: true }).waitFor();
  await drop(page, picture.toString('base64'), 'shared.png');
  await page.getByRole('tab', { name: /^Edit/, selected: true }).waitFor();
  expect(await editor.workflow()).toEqual(shared);
  expect(complaints).toEqual([]);
  await page.context().close();
});

/** Drops a PNG on the canvas. */
async function drop(page: Page, base64: string, name: string): Promise<void> {
  await page.evaluate(
    ({ data, file }) => {
      const bytes = Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
      const transfer = new DataTransfer();
      transfer.items.add(new File([bytes], file, { type: 'image/png' }));
      const target = document.querySelector('.canvas');
      for (const type of ['dragenter', 'dragover', 'drop'])
        target?.dispatchEvent(
          new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: transfer, clientX: 600, clientY: 400 }),
        );
    },
    { data: base64, file: name },
  );
}
