/** Groups, notes, arranging and the minimap, several pictures on a node, the viewer, and the keyboard focus. */
import type { Locator } from 'playwright-core';
import { expect, it } from 'vitest';
import { overlaps } from '../../editor/document/layout/geometry.ts';
import { boxOf } from './support/editor-page.ts';
import { inPage } from './support/in-page.ts';
import { endedRuns } from './support/runs.ts';

const SMALL = { 'size.width': 64, 'size.height': 64, 'schedule.steps': 4 };

const test = inPage();
const { parts } = test;

interface View {
  readonly nodes: Record<string, { readonly x: number; readonly y: number }>;
  readonly groups?: Record<string, { readonly title: string }>;
  readonly notes?: Record<string, { readonly text: string; readonly width: number }>;
}

/** The layout of the shown workflow, as the server has it. */
async function view(): Promise<View> {
  return (await test.editor.workflow())['view'] as View;
}

/** The number of different vertical positions of nodes. */
async function rows(): Promise<number> {
  return new Set(Object.values((await view()).nodes).map(({ y }) => y)).size;
}

/** Texts on nodes that are less than 11 pixels high on the screen, or cut off. */
async function smallTexts(): Promise<string[]> {
  return test.page.evaluate(() => {
    const texts = [...document.querySelectorAll<HTMLElement>('.node :is(.node-label, .field-label, .node-title)')];
    return texts.flatMap((text) => {
      const scale = text.getBoundingClientRect().height / text.offsetHeight;
      const height = parseFloat(getComputedStyle(text).fontSize) * scale;
      const isCut = text.scrollWidth > text.clientWidth + 1;
      return text.offsetHeight > 0 && (height < 10.95 || isCut) ? [`${text.textContent} ${height.toFixed(1)}`] : [];
    });
  });
}

async function openWhole(): Promise<void> {
  await test.editor.openWith(parts.server.address, 'text-to-image', SMALL);
  await test.editor.canvas.focus();
  await test.page.keyboard.press('Shift+F');
  await test.editor.node('Size').waitFor();
}

it('shows the texts of nodes at 11 pixels or more after a fit, and cuts none off', async () => {
  // The most different templates. The zoom of all of them is tested in test/editor/canvas.
  await test.page.setViewportSize({ width: 1440, height: 900 });
  const small: string[] = [];
  for (const name of ['text-to-image', 'edit-several', 'layered', 'controlnet-inpaint']) {
    await test.editor.openWith(parts.server.address, name, {});
    await test.page.locator('.node-label').first().waitFor();
    small.push(...(await smallTexts()).map((text) => `${name}: ${text}`));
  }
  expect(small).toEqual([]);
});

it('hides the wires of an output behind a name, which is edited and selects its wire', async () => {
  await openWhole();
  const { page, editor } = test;
  const names = page.locator('.wire-name:visible');
  // The wire from the VAE to its decoder goes above the node between them.
  const size = await boxOf(editor.node('Size'));
  await page.mouse.click(size.x + size.width / 2, size.y - (18 * size.width) / 260);
  await page.keyboard.press('Shift+H');
  await expect.poll(() => names.allTextContents()).toEqual(['VAE', 'VAE', 'VAE']);
  await page.keyboard.press('F2');
  await page.keyboard.type('Painter');
  await page.keyboard.press('Enter');
  await expect.poll(() => names.allTextContents()).toEqual(['Painter', 'Painter', 'Painter']);
  await page.keyboard.press('Control+z');
  await expect.poll(() => names.allTextContents()).toEqual(['VAE', 'VAE', 'VAE']);
  await names.last().click();
  await page.keyboard.press('H');
  await expect.poll(() => names.count()).toBe(2);
});

it('groups selected nodes, renames the group, and moves its nodes with it', async () => {
  await openWhole();
  await test.editor.node('Decode latent').click({ position: { x: 40, y: 8 } });
  await test.editor.node('Save image').click({ position: { x: 40, y: 8 }, modifiers: ['Shift'] });
  await test.page.keyboard.press('Control+g');
  const group = test.page.locator('[data-item="group:group"]');
  await group.waitFor();
  // The frame reaches above the graph.
  await test.page.keyboard.press('Shift+F');
  await test.editor.atRest();
  await test.page.keyboard.press('F2');
  await test.page.keyboard.press('Control+a');
  await test.page.keyboard.type('Ends');
  await test.page.keyboard.press('Enter');
  await expect.poll(async () => (await view()).groups).toMatchObject({ group: { title: 'Ends' } });

  const before = (await view()).nodes;
  const { x, y } = await boxOf(group);
  await test.editor.drag(group.locator('.group-title'), { x: x + 30, y: y + 160 });
  await expect.poll(async () => (await view()).nodes['decode']?.y).not.toBe(before['decode']?.y);
  const { nodes } = await view();
  const movedBy = (node: string): number => (nodes[node]?.y ?? 0) - (before[node]?.y ?? 0);
  expect(movedBy('decode')).toBe(movedBy('save'));
  expect((nodes['decode']?.x ?? 1) % 8).toBe(0);
  expect(nodes['denoise']).toEqual(before['denoise']);
});

it('adds a note, edits its text and resizes it', async () => {
  await openWhole();
  const { nodes } = await view();
  const note = test.page.locator('[data-item="note:note"]');
  // At once, as people type: a letter that the note misses would be a command.
  await test.page.keyboard.type('nRemember the fox');
  await test.page.keyboard.press('Escape');
  await expect.poll(async () => (await view()).notes).toMatchObject({ note: { text: 'Remember the fox', width: 240 } });
  const place = await boxOf(note);
  await test.editor.drag(note.locator('[data-resize]'), {
    x: place.x + place.width + 50,
    y: place.y + place.height + 30,
  });
  await expect.poll(async () => (await view()).notes?.['note']?.width).toBeGreaterThan(260);
  await test.page.keyboard.type('anote');
  await test.page.keyboard.press('Enter');
  await test.page.keyboard.type('bml');
  await test.page.keyboard.press('Control+s');
  await test.page.keyboard.press('Escape');
  await expect.poll(async () => (await view()).notes).toMatchObject({ 'note-2': { text: 'bml' } });
  expect((await view()).nodes).toEqual(nodes);
});

/** Opens a workflow without places: a node for each type and title of those that ship. @returns their number. */
async function openEveryNode(): Promise<number> {
  const { address } = parts.server;
  const templates = (await (await fetch(`${address}/api/templates`)).json()) as readonly {
    readonly workflow: { readonly nodes: Record<string, { readonly type: string; readonly title?: string }> };
  }[];
  const all = templates.flatMap(({ workflow }) => Object.values(workflow.nodes));
  const titled = all.filter(({ type }) => !type.startsWith('subgraph/')).map(({ type, title }) => ({ type, title }));
  const nodes = Object.fromEntries(titled.map((node) => [`${node.type} ${node.title}`.replaceAll(/\W/g, '-'), node]));
  const answer = await fetch(`${address}/api/documents`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ workflow: { format: 'inkloom-workflow', version: 3, name: 'Every node', nodes } }),
  });
  const { id } = (await answer.json()) as { readonly id: string };
  await test.page.setViewportSize({ width: 3600, height: 2400 });
  await test.editor.open(`${address}/#${id}`);
  return Object.keys(nodes).length;
}

it('opens nodes without places side by side, with no label cut off, and unchanged', async () => {
  const count = await openEveryNode();
  const nodes = test.page.locator('.node');
  await expect.poll(() => nodes.count()).toBe(count);
  const [boxes, cut] = await test.page.evaluate(() => {
    const texts = document.querySelectorAll<HTMLElement>('.node-title, .node-label, .field-label, .node-more');
    const isCut = (text: HTMLElement): boolean => text.scrollWidth > text.clientWidth && text.clientWidth > 0;
    const bounds = [...document.querySelectorAll('.node')].map((node) => node.getBoundingClientRect());
    return [
      bounds.map(({ x, y, width, height }) => ({ x, y, width, height })),
      [...texts].filter(isCut).map((text) => text.textContent),
    ] as const;
  });
  const overlapping = boxes.flatMap((a, index) => boxes.slice(index + 1).filter((b) => overlaps(a, b)));
  expect([cut, overlapping]).toEqual([[], []]);
  expect((await test.editor.workflow())['view']).toBeUndefined();
});

it('leaves nodes where they are when a panel opens, and when one at the edge is pressed', async () => {
  await openWhole();
  // The view moves for a moment after it was told to show everything.
  await test.editor.atRest();
  const node = test.editor.node('Size');
  const before = await boxOf(node);
  await test.page.getByRole('button', { name: 'Outline' }).click();
  await test.page.getByRole('heading', { name: 'Outline' }).waitFor();
  // The canvas learns of its new size right before the next frame.
  await test.editor.drawn();
  expect(await boxOf(node)).toEqual(before);

  const { x } = await boxOf(test.editor.canvas);
  await test.page.mouse.move(x + 200, before.y + 400);
  await test.page.mouse.wheel(before.x - x + before.width / 2, 0);
  await expect.poll(async () => (await boxOf(node)).x).toBeLessThan(x);
  const atEdge = await boxOf(node);
  await test.page.mouse.move(x + 12, atEdge.y + 14);
  await test.page.mouse.down();
  await test.page.mouse.up();
  await expect.poll(() => node.evaluate((element) => element.classList.contains('is-selected'))).toBe(true);
  await test.editor.atRest();
  expect(await boxOf(node)).toEqual(atEdge);
});

it('aligns and arranges nodes, and moves the view by a click on the minimap', async () => {
  await openWhole();
  // The menu is that of the focused item, and acts on the whole selection.
  await test.editor.node('Size').click({ position: { x: 40, y: 8 } });
  await test.page.keyboard.press('Control+a');
  await test.page.keyboard.press('Shift+F10');
  await test.page.getByRole('menuitem', { name: 'Align top' }).click();
  await expect.poll(rows).toBe(1);
  await test.page.keyboard.press('Alt+l');
  await expect.poll(rows).toBeGreaterThan(2);

  const node = await test.editor.approach('Save image');
  const at = await boxOf(node);
  const map = await boxOf(test.page.locator('.canvas-minimap'));
  await test.page.mouse.click(map.x + map.width * 0.75, map.y + map.height * 0.3);
  await expect.poll(async () => (await node.boundingBox())?.x).not.toBe(at.x);
});

it('shows several pictures on a node, and all of them in the viewer', async () => {
  await test.editor.openWith(parts.server.address, 'grid', { ...SMALL, 'schedule.steps': 2 });
  await test.editor.canvas.focus();
  await test.page.keyboard.press('Control+Enter');
  await test.editor.says('Save image', /^Done/);
  const tiles = (await test.editor.approach('Decode latent')).locator('.picture-tile');
  expect(await tiles.count()).toBe(6);
  await tiles.nth(2).click();
  const current = test.page.locator('.viewer-thumb[aria-current]');
  await expect.poll(() => current.getAttribute('aria-label')).toBe('Picture 3 of 6');
  await test.page.keyboard.press('ArrowRight');
  await expect.poll(() => current.getAttribute('aria-label')).toBe('Picture 4 of 6');
  const zoom = test.page.getByRole('toolbar', { name: 'Picture' });
  const text = await zoom.innerText();
  await test.page.keyboard.press('+');
  await expect.poll(() => zoom.innerText()).not.toBe(text);
  await zoom.getByRole('button', { name: /^Compare/ }).click();
  const others = test.page.getByRole('dialog', { name: 'Compare with' });
  await pressInside(others.getByRole('listbox'), others);
  await others.getByRole('option', { name: 'Picture 2' }).click();
  await test.page.locator('.viewer-tag', { hasText: 'Picture 2' }).waitFor();
  await test.page.keyboard.press('Escape');
  await tiles.nth(1).dragTo(test.editor.canvas, { targetPosition: { x: 300, y: 780 } });
  await expect
    .poll(
      async () =>
        Object.values((await test.editor.workflow()).nodes).filter(({ type }) => type === 'load-image').length,
    )
    .toBe(1);
});

/** Presses the edge of an element, where nothing is, and expects that nothing closes. */
async function pressInside(edge: Locator, list: Locator): Promise<void> {
  const { x, y, width } = await boxOf(edge);
  await test.page.mouse.click(x + width / 2, y + 2);
  await test.page.mouse.click(x + width - 2, y + 20);
  await test.editor.drawn();
  expect(await list.isVisible()).toBe(true);
}

it('chooses by mouse in every list, whatever else in the list is pressed', async () => {
  await openWhole();
  const { page, editor } = test;
  const loader = await editor.approach('Load checkpoint');
  await loader.locator('.pill.model').click();
  const models = page.getByRole('dialog', { name: 'Checkpoint' });
  await pressInside(models.getByRole('listbox'), models);
  await page.keyboard.type('nano');
  await models.getByRole('option').first().click();
  await models.waitFor({ state: 'detached' });
  await expect.poll(() => loader.locator('.model-name').innerText()).toContain('nano');

  await loader.click({ position: { x: 40, y: 8 } });
  await page.keyboard.press('c');
  const sockets = page.locator('.canvas-list');
  await pressInside(sockets.locator('.canvas-list-title'), sockets);
  await sockets.getByRole('option').first().click();
  await sockets.getByText(': connect to').waitFor();
  await page.keyboard.press('Escape');

  await page.keyboard.press('a');
  const nodes = page.getByRole('dialog', { name: 'Add a node' });
  await pressInside(nodes.getByRole('presentation').first(), nodes);
  await page.keyboard.type('reroute');
  await nodes.getByRole('option', { name: /^Reroute/ }).click();
  await editor.node('Reroute').waitFor();
});

it('keeps the focus on the edited item, even if frames are late', async () => {
  await test.page.addInitScript(() => {
    const own = requestAnimationFrame.bind(window);
    window.requestAnimationFrame = (callback) => Number(setTimeout(() => own(callback), 500));
  });
  await test.editor.openWith(parts.server.address, 'text-to-image', SMALL);
  const { keyboard } = test.page;
  const focused = (): Promise<string | null | undefined> =>
    test.page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
  await test.editor.canvas.focus();
  await keyboard.press('a');
  await expect.poll(focused).toBe('Search for a node');
  await keyboard.type('Batch images');
  await keyboard.press('Enter');
  expect(await focused()).toMatch(/^Batch images/);
  await keyboard.press('c');
  const list = test.page.getByRole('listbox', { name: 'Wire of Batch images' });
  await test.editor.drawn();
  expect(await list.evaluate((element) => element === document.activeElement)).toBe(true);
  await keyboard.press('Escape');
  expect(await focused()).toMatch(/^Batch images/);
  await keyboard.press('End');
  await keyboard.press('Home');
  expect(await focused()).toMatch(/^Load checkpoint/);
  await keyboard.press('Delete');
  await test.editor.drawn();
  expect(await focused()).toBe('Canvas');
});

it('makes a subgraph, opens it, runs and changes it inside, and undoes it where it was made', async () => {
  await openWhole();
  const { page, editor } = test;
  const before = await editor.workflow();
  await editor.node('Save image').click({ position: { x: 40, y: 8 } });
  await editor.node('Decode latent').click({ position: { x: 40, y: 8 }, modifiers: ['Shift'] });
  await page.keyboard.press('Control+Shift+E');
  const instance = editor.node('Subgraph');
  await instance.waitFor();
  await editor.atRest();
  const place = await boxOf(instance);
  await instance.dblclick({ position: { x: 40, y: 8 } });
  const path = page.getByRole('navigation', { name: 'Where you are' });
  await path.getByText('Subgraph').waitFor();
  const bar = await boxOf(path);
  await editor.drawn();
  expect((await boxOf(editor.node('Inputs'))).y).toBeGreaterThan(bar.y + bar.height);
  const name = editor.node('Save image').getByRole('textbox', { name: 'File name' });
  await name.fill('fox');
  await name.press('Enter');
  await page.keyboard.press('Control+Enter');
  await editor.node('Save image').getByText('Done').waitFor();
  const [run] = await endedRuns(page, 1);
  expect(run?.files.map(({ name: file, inner }) => [file.startsWith('fox'), inner])).toContainEqual([
    true,
    'subgraph:save',
  ]);
  await path.getByRole('button', { name: /^Text to image/ }).click();
  await instance.getByText('Done').waitFor();
  expect(await path.count()).toBe(0);
  await editor.drawn();
  expect(await boxOf(instance)).toMatchObject({ y: place.y });

  await editor.canvas.focus();
  await page.keyboard.press('Control+z');
  await path.waitFor();
  await expect.poll(() => name.inputValue()).toBe('inkloom');
  await page.keyboard.press('Control+z');
  await editor.node('Decode latent').waitFor();
  expect(await path.count()).toBe(0);
  await expect.poll(() => editor.workflow()).toEqual(before);
});
