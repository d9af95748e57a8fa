/** Gestures on the canvas: drawing and moving wires, reroutes, the clipboard, touch, dragged pictures. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { boxOf, EditorPage, middle } from './support/editor-page.ts';
import { inBrowser } from './support/in-browser.ts';
import { watchedPage, type WatchedPage } from './support/inkloom.ts';
import { endedRuns } from './support/runs.ts';

const parts = inBrowser();
let watched: WatchedPage;
let editor: EditorPage;

beforeEach(async () => {
  watched = await watchedPage(parts.browser, { hasTouch: true, permissions: ['clipboard-read', 'clipboard-write'] });
  editor = new EditorPage(watched.page);
  await editor.openTemplate(parts.server.address, 'text-to-image');
  await editor.canvas.focus();
  await watched.page.keyboard.press('Shift+F');
  await editor.atRest();
});

afterEach(async () => {
  await watched.page.context().close();
  if (watched.complaints.length > 0) throw new Error(watched.complaints.join('\n'));
});

const inputsOf = async (node: string): Promise<Record<string, unknown>> =>
  (await editor.workflow()).nodes[node]?.inputs ?? {};

it('explains why a wire does not fit a socket, and changes nothing', async () => {
  const { page } = watched;
  const before = await editor.workflow();
  const reason = page.locator('.canvas-bubble:visible', { hasText: /conditioning, but .* takes .*image/i });
  expect(await reason.count()).toBe(0);
  const start = middle(await boxOf(editor.output('Positive prompt', 'Conditioning')));
  const wrong = middle(await boxOf(editor.input('Save image', 'Image')));
  await page.mouse.move(start.x, start.y);
  await page.mouse.down();
  await page.mouse.move(wrong.x - 40, wrong.y, { steps: 5 });
  await page.mouse.move(wrong.x, wrong.y, { steps: 5 });
  await reason.first().waitFor();
  await page.mouse.up();
  await page.waitForTimeout(200);
  expect(await editor.workflow()).toEqual(before);
});

it('offers fitting nodes for a wire that is dropped on an empty place, and connects the chosen one', async () => {
  const { page } = watched;
  await editor.drag(editor.output('Decode latent', 'Image'), { x: 200, y: 600 });
  const dialog = page.getByRole('dialog', { name: 'Add a node' });
  const options = dialog.getByRole('option');
  await options.first().waitFor();
  const offered = await options.allTextContents();
  expect(offered.some((text) => /Preview image/.test(text))).toBe(true);
  expect(offered.some((text) => /Load checkpoint|Schedule/.test(text))).toBe(false);
  await dialog.getByRole('combobox').fill('Preview image');
  await page.keyboard.press('Enter');
  await expect.poll(() => inputsOf('preview-image')).toEqual({ image: { from: 'decode.image' } });
});

it('disconnects a wire whose end is dropped on an empty place, as one undo step', async () => {
  const { page } = watched;
  await editor.drag(editor.input('Denoise', 'Negative'), { x: 200, y: 600 });
  await page.waitForTimeout(200);
  await page.keyboard.press('Escape');
  await expect.poll(async () => Object.keys(await inputsOf('denoise'))).not.toContain('negative');
  await page.keyboard.press('Control+z');
  await expect.poll(() => inputsOf('denoise')).toMatchObject({ negative: { from: 'negative.conditioning' } });
});

it('inserts a reroute into a wire on a double click', async () => {
  const { page } = watched;
  // The wire goes through the gap between the two nodes, 12 canvas pixels below the upper one.
  const upper = await boxOf(editor.node('Decode latent'));
  await page.mouse.dblclick(middle(upper).x, upper.y + upper.height + (12 * upper.width) / 260);
  await expect
    .poll(() => inputsOf('save'))
    .toMatchObject({ image: { from: expect.stringMatching(/^reroute/) as unknown } });
  expect(await inputsOf('reroute')).toEqual({ value: { from: 'decode.image' } });
});

it('copies nodes with their wires as JSON, and pastes them into another document', async () => {
  const { page } = watched;
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Control+c');
  const text = await page.evaluate(() => navigator.clipboard.readText());
  expect(JSON.parse(text)).toMatchObject({ format: 'inkloom-fragment' });
  await page.getByRole('button', { name: 'New document' }).click();
  await page.getByRole('tab', { name: /Untitled/, selected: true }).waitFor();
  await editor.canvas.focus();
  await page.keyboard.press('Control+v');
  await page.getByText('8 nodes').waitFor();
  await expect
    .poll(
      async () =>
        Object.values((await editor.workflow()).nodes).filter(({ inputs = {} }) =>
          Object.values(inputs).some((value) => typeof value === 'object'),
        ).length,
    )
    .toBe(7);
  await page.getByTitle(/^Close Untitled/).click();
});

it('pans with one finger and zooms with two', async () => {
  const { page } = watched;
  const devtools = await page.context().newCDPSession(page);
  const touch = async (
    type: 'touchStart' | 'touchMove' | 'touchEnd',
    ...points: readonly (readonly [x: number, y: number])[]
  ): Promise<void> => {
    await devtools.send('Input.dispatchTouchEvent', { type, touchPoints: points.map(([x, y], id) => ({ x, y, id })) });
  };
  const node = editor.node('Denoise');
  const before = await boxOf(node);
  await touch('touchStart', [200, 600]);
  for (let step = 1; step <= 6; step++) await touch('touchMove', [200 + step * 10, 600 - step * 5]);
  await touch('touchEnd');
  await editor.drawn();
  const panned = await boxOf(node);
  expect(panned.x - before.x).toBeCloseTo(60, -1);
  expect(panned.y - before.y).toBeCloseTo(-30, -1);
  await touch('touchStart', [200, 600], [300, 600]);
  for (let step = 1; step <= 6; step++) await touch('touchMove', [200 - step * 8, 600], [300 + step * 8, 600]);
  await touch('touchEnd');
  await editor.drawn();
  expect((await boxOf(node)).width / panned.width).toBeGreaterThan(1.5);
});

it('adds a node for a picture that is dragged from the history', async () => {
  const { page } = watched;
  await editor.approach('Size');
  for (const side of ['Width', 'Height']) {
    await editor.node('Size').getByLabel(side, { exact: true }).fill('64');
    await page.keyboard.press('Enter');
  }
  await editor.run();
  await endedRuns(page, 1);
  const thumbnail = page.getByRole('region', { name: 'History' }).locator('img').first();
  await thumbnail.waitFor();
  await thumbnail.dragTo(editor.canvas, { targetPosition: { x: 500, y: 760 } });
  await expect
    .poll(async () => Object.values((await editor.workflow()).nodes).find(({ type }) => type === 'load-image')?.inputs)
    .toMatchObject({ image: expect.stringMatching(/\.png$/) as unknown });
});
