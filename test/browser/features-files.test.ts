/** Dropped and pasted files, masks, sharing, saving, the form on a phone, and servers that require a token. */
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import sharp from 'sharp';
import { expect, it, onTestFinished } from 'vitest';
import { boxOf, EditorPage } from './support/editor-page.ts';
import { inPage } from './support/in-page.ts';
import { inkloom, watchedPage } from './support/inkloom.ts';
import { endedRuns } from './support/runs.ts';

const SMALL = { 'size.width': 64, 'size.height': 64, 'schedule.steps': 4 };

const test = inPage({ permissions: ['clipboard-read', 'clipboard-write'] });
const { parts } = test;

const inputsOf = async (node: string): Promise<Record<string, unknown>> =>
  (await test.editor.workflow()).nodes[node]?.inputs ?? {};
const nodesNow = async (): Promise<string[]> => Object.keys((await test.editor.workflow()).nodes);

/** Drops a file on the middle of an element. */
async function drop(onto: Locator, name: string, type: string, content: Uint8Array): Promise<void> {
  await onto.evaluate(
    (target, file) => {
      const transfer = new DataTransfer();
      transfer.items.add(
        new File([Uint8Array.from(atob(file.base64), (character) => character.charCodeAt(0))], file.name, {
          type: file.type,
        }),
      );
      const { left, top, width, height } = target.getBoundingClientRect();
      const at = { clientX: left + width / 2, clientY: top + height / 2 };
      for (const kind of ['dragenter', 'dragover', 'drop'])
        target.dispatchEvent(new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: transfer, ...at }));
    },
    { name, type, base64: Buffer.from(content).toString('base64') },
  );
}

/** A PNG of one colour. */
async function plain(width: number, height: number, colour: string): Promise<Buffer> {
  return sharp({ create: { width, height, channels: 3, background: colour } })
    .png()
    .toBuffer();
}

it('asks before a dropped workflow replaces unsaved work, and undo restores that', async () => {
  await test.editor.openWith(parts.server.address, 'text-to-image', SMALL);
  const before = await nodesNow();
  await (await test.editor.approach('Denoise')).getByRole('textbox', { name: 'Seed' }).fill('9');
  await test.page.keyboard.press('Enter');
  await test.page.getByText('Saved as draft').waitFor();
  const other = await readFile(join(import.meta.dirname, '../../workflows/image-to-image.json'));
  const dialog = test.page.getByRole('dialog', { name: 'Open other.json' });
  await drop(test.editor.canvas, 'other.json', 'application/json', other);
  await dialog.getByRole('row', { name: /Resize image/ }).waitFor();
  await dialog.getByRole('button', { name: 'Replace' }).click();
  await expect.poll(nodesNow).toContain('resize');
  await test.page.keyboard.press('Control+z');
  await expect.poll(nodesNow).toEqual(before);
  await drop(test.editor.canvas, 'other.json', 'application/json', other);
  await dialog.getByRole('button', { name: 'Open in a new tab' }).click();
  await test.page.getByRole('tab', { name: 'Image to image', selected: true }).waitFor();
});

it('takes a picture that is dropped on a field or a node, or pasted with the node selected', async () => {
  await test.editor.openWith(parts.server.address, 'image-to-image', {
    'resize.width': 64,
    'resize.height': 64,
    'schedule.steps': 4,
  });
  const node = await test.editor.approach('Picture');
  await drop(node.locator('.file'), 'mine.png', 'image/png', await plain(96, 64, '#c04040'));
  await expect.poll(() => inputsOf('picture')).toMatchObject({ image: 'mine.png' });
  await node.locator('.file-picture').and(test.page.locator('[src*="mine.png"]')).waitFor();
  const copied = (await plain(80, 80, '#4040c0')).toString('base64');
  await test.page.evaluate(
    async (base64) =>
      navigator.clipboard.write([
        new ClipboardItem({
          'image/png': new Blob([Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))], {
            type: 'image/png',
          }),
        }),
      ]),
    copied,
  );
  await drop(node.locator('.node-header'), 'other.png', 'image/png', await plain(64, 64, '#40c040'));
  await expect.poll(() => inputsOf('picture')).toMatchObject({ image: 'other.png' });
  await node.focus();
  await test.page.keyboard.press('Control+v');
  await expect.poll(() => inputsOf('picture')).toMatchObject({ image: 'image.png' });
  expect(await nodesNow()).toHaveLength(10);
  await test.page.keyboard.press('Control+Enter');
  await test.editor.says('Save image', /^Done/);
});

it('saves a painted mask, and inpainting changes only pixels inside it', async () => {
  await test.editor.openWith(parts.server.address, 'inpaint', {
    'checkpoint.checkpoint': 'tiny-random',
    'schedule.steps': 4,
  });
  await (await test.editor.approach('Mask')).getByRole('button', { name: 'Paint a mask' }).click();
  const dialog = test.page.getByRole('dialog');
  await dialog.getByText(/128 × 128/).waitFor();
  await dialog.getByRole('button', { name: 'Clear' }).click();
  const { x, y, width, height } = await boxOf(dialog.locator('canvas').first());
  await test.page.mouse.move(x + width * 0.2, y + height * 0.5);
  await test.page.mouse.down();
  await test.page.mouse.move(x + width * 0.3, y + height * 0.5, { steps: 5 });
  await test.page.mouse.up();
  await dialog.getByRole('button', { name: 'Save mask' }).click();
  await dialog.waitFor({ state: 'detached' });
  await expect.poll(() => inputsOf('maskFile')).toMatchObject({ image: 'example-mask-2.png' });
  await test.editor.node('Mask').locator('[src*="example-mask-2.png"]').waitFor();
  const known = (await endedRuns(test.page, 0)).length;
  await test.page.keyboard.press('Control+Enter');
  const [run] = await endedRuns(test.page, known + 1);
  const pixels = async (
    node: string,
  ): Promise<{ readonly data: Buffer; readonly info: { readonly width: number; readonly height: number } }> => {
    const url = run?.files.find((file) => file.node === node && file.folder === 'preview')?.url ?? '';
    return sharp(Buffer.from(await (await fetch(`${parts.server.address}${url}`)).arrayBuffer()))
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
  };
  const [input, result] = [await pixels('resize'), await pixels('paste')];
  const differing = { left: 0, right: 0 };
  for (const [at, value] of result.data.entries())
    if (value !== input.data[at])
      differing[Math.floor(at / 3) % result.info.width < result.info.width / 2 ? 'left' : 'right'] += 1;
  expect(differing.left).toBeGreaterThan(1000);
  expect(differing.right).toBe(0);
});

it('shares an API call that runs', async () => {
  await test.editor.openWith(parts.server.address, 'text-to-image', {
    ...SMALL,
    'positive.prompt': 'a painter\'s "fox" & $HOME',
  });
  await test.page.getByRole('button', { name: 'Share' }).click();
  const dialog = test.page.getByRole('dialog');
  await dialog.getByText('Code', { exact: true }).click();
  const copied = async (language: string): Promise<string> => {
    await dialog.getByText(language, { exact: true }).click();
    await dialog.getByRole('button', { name: 'Copy' }).click();
    return test.page.evaluate(() => navigator.clipboard.readText());
  };
  expect(await copied('Command')).toMatch(/^npx inkloom run text-to-image\.json/);
  expect(await copied('TypeScript')).toContain("loadWorkflow('text-to-image.json')");
  const call = await copied('API call');
  const known = (await endedRuns(test.page, 0)).length;
  const said = await new Promise<number | null>((resolve) =>
    spawn('sh', ['-c', call.replace(/^curl/, 'curl --silent --fail')], { stdio: 'ignore' }).once('exit', resolve),
  );
  expect(said).toBe(0);
  const [run] = await endedRuns(test.page, known + 1);
  expect(run?.state).toBe('done');
});

it('saves under new names, asks before it deletes a file, and opens a document by its link', async () => {
  await test.editor.openWith(parts.server.address, 'text-to-image', SMALL);
  await test.editor.canvas.focus();
  const dialog = test.page.getByRole('dialog');
  const saveAs = async (name: string): Promise<void> => {
    await test.page.keyboard.press('Control+Shift+s');
    await dialog.getByRole('textbox', { name: 'Name' }).fill(name);
  };
  for (const name of ['Alpha', 'Beta']) {
    await saveAs(name);
    await test.page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    await test.page.getByRole('tab', { name, selected: true }).waitFor();
  }
  await saveAs('alpha');
  await dialog.getByText(/Saving replaces it/).waitFor();
  await test.page.keyboard.press('Enter');
  expect(await dialog.count()).toBe(1);
  await test.page.keyboard.press('Escape');
  await test.page.keyboard.press('Control+o');
  await dialog.getByRole('button', { name: 'Delete Alpha' }).click();
  await test.page.locator('button:focus', { hasText: 'Keep' }).waitFor();
  await dialog.getByRole('button', { name: 'Delete', exact: true }).click();
  await dialog.getByRole('button', { name: 'Delete Alpha' }).waitFor({ state: 'detached' });
  await test.page.keyboard.press('Escape');
  const second = await watchedPage(parts.browser);
  await new EditorPage(second.page).open(test.page.url());
  await second.page.getByRole('tab', { name: 'Beta', selected: true }).waitFor();
  await second.page.goto('about:blank');
  await second.page.goto(`${parts.server.address}/#gone`);
  await second.page.getByText('The document at this address has been closed.').waitFor();
  await second.page.context().close();
});

it('edits an uploaded picture by the form on a phone', async () => {
  const phone = await watchedPage(parts.browser, {
    viewport: { width: 390, height: 780 },
    hasTouch: true,
    isMobile: true,
  });
  const form = new EditorPage(phone.page);
  await form.openWith(parts.server.address, 'edit', { 'fit.side': 64, 'schedule.steps': 4 });
  await phone.page.getByLabel('Instruction', { exact: true }).fill('Make it green');
  const [chooser] = await Promise.all([
    phone.page.waitForEvent('filechooser'),
    phone.page.getByRole('button', { name: /upload a picture/ }).tap(),
  ]);
  await chooser.setFiles({ name: 'phone.png', mimeType: 'image/png', buffer: await plain(120, 80, '#40c040') });
  await expect.poll(async () => (await form.workflow()).nodes['image']?.inputs).toMatchObject({ image: 'phone.png' });
  await phone.page.getByRole('button', { name: 'Run', exact: true }).tap();
  const result = phone.page.getByRole('region', { name: 'Result' }).locator('img[alt^="Result of run"]');
  // While the run is active, the result may be several previews.
  await expect.poll(() => result.count()).toBe(1);
  expect((await form.workflow()).nodes['positive']?.inputs).toMatchObject({ prompt: 'Make it green' });
  await expect.poll(async () => ((await result.boundingBox())?.y ?? 9999) < 700).toBe(true);
  expect(phone.complaints).toEqual([]);
  await phone.page.context().close();
});

it('asks for the token of a server that requires one, and refuses a wrong one', async () => {
  const home = await inkloom(['--token', 'open-sesame']);
  onTestFinished(() => home.close());
  const { address } = await home.start();
  const guest = await watchedPage(parts.browser);
  await guest.page.goto(address);
  await guest.page.getByRole('heading', { name: 'This server asks for a token' }).waitFor();
  await guest.page.locator('input[name="token"]:focus').waitFor();
  await guest.page.keyboard.type('wrong-password');
  await guest.page.keyboard.press('Enter');
  await guest.page.getByText('did not accept this token').waitFor();
  await guest.page.goto(`${address}/?token=wrong-password`);
  await guest.page.getByText('did not accept this token').waitFor();
  expect(guest.page.url()).toBe(`${address}/`);
  // The form gives the token, and another tab then needs none.
  await guest.page.locator('input[name="token"]').fill('open-sesame');
  await guest.page.keyboard.press('Enter');
  await guest.page.getByText('Connected').waitFor();
  const tab = await guest.page.context().newPage();
  await tab.goto(address);
  await tab.getByText('Connected').waitFor();
  await guest.page.context().close();
  const addresses: string[] = [];
  test.page.on('request', (request) => addresses.push(request.url(), request.headers()['referer'] ?? ''));
  test.page.on('websocket', (socket) => addresses.push(socket.url()));
  await test.page.goto(`${address}/?token=open-sesame&template=text-to-image`);
  await test.page.getByText('8 nodes').waitFor();
  expect(test.page.url()).not.toContain('sesame');
  for (const [node, field, value] of [
    ['Size', 'Width', '64'],
    ['Size', 'Height', '64'],
    ['Schedule', 'Steps', '2'],
  ] as const) {
    await (await test.editor.approach(node)).getByLabel(field, { exact: true }).fill(value);
    await test.page.keyboard.press('Enter');
  }
  await test.page.keyboard.press('Control+Enter');
  await test.editor.says('Save image', /^Done/);
  await expect
    .poll(() =>
      test.editor
        .node('Save image')
        .locator('img')
        .first()
        .evaluate((picture: HTMLImageElement) => picture.naturalWidth),
    )
    .toBe(64);
  // The address that the user opened, and no other.
  expect(addresses.filter((each) => each.includes('sesame'))).toEqual([
    `${address}/?token=open-sesame&template=text-to-image`,
  ]);
  expect(addresses.filter((each) => each.startsWith('ws:'))).not.toEqual([]);
  const page = await test.page.evaluate(() => ({
    html: document.documentElement.outerHTML,
    known: JSON.stringify([
      Object.entries(localStorage),
      Object.entries(sessionStorage),
      document.cookie,
      history.state,
      location.href,
    ]),
  }));
  expect(page.html).toContain('/api/pictures/');
  expect(page.html + page.known).not.toContain('sesame');
  const cookies = await test.page.context().cookies();
  expect(cookies).toEqual([expect.objectContaining({ httpOnly: true, sameSite: 'Strict', path: '/', expires: -1 })]);
  expect(cookies[0]?.value).not.toContain('sesame');
});
