/** Running on changes and in part, the queue, the history, failures, invalid values, and keyboard access. */
import { expect, it } from 'vitest';
import { inPage } from './support/in-page.ts';
import { runDetail } from './support/runs.ts';
import type { RunInfo } from '../../engine/protocol/index.ts';

const SMALL = { 'size.width': 64, 'size.height': 64, 'schedule.steps': 4 };

const test = inPage();
const { parts } = test;

/** The runs of the shown document, latest first. */
async function ownRuns(): Promise<readonly RunInfo[]> {
  return test.page.evaluate(
    async () => (await (await fetch(`/api/runs?document=${location.hash.slice(1)}`)).json()) as RunInfo[],
  );
}

async function states(): Promise<string[]> {
  return (await ownRuns()).map(({ state }) => state);
}

async function set(node: string, field: string, value: string): Promise<void> {
  await (await test.editor.approach(node)).getByLabel(field, { exact: true }).fill(value);
  await test.page.keyboard.press('Enter');
}

it('runs on every change, and cancels an outdated run', async () => {
  await test.editor.openWith(parts.server.address, 'text-to-image', SMALL);
  const auto = test.page.getByRole('switch', { name: 'Run on every change' });
  await auto.click();
  await expect.poll(states).toEqual(['done']);
  await set('Schedule', 'Steps', '9000');
  await expect.poll(states).toEqual(['running', 'done']);
  await set('Schedule', 'Steps', '5');
  await expect.poll(states).toEqual(['done', 'cancelled', 'done']);
  await auto.click();
  await set('Schedule', 'Steps', '6');
  await test.editor.says('Schedule', /Will run/);
  expect(await ownRuns()).toHaveLength(3);
});

it('runs only what a target depends on, and a click on the top bar keeps the focus on the canvas', async () => {
  await test.editor.openWith(parts.server.address, 'text-to-image', { ...SMALL, 'positive.prompt': 'only this' });
  await test.editor.approach('Positive prompt');
  await test.page.keyboard.press('Shift+F10');
  await test.page.getByRole('menuitem', { name: 'Run up to this node' }).click();
  await expect.poll(states).toEqual(['done']);
  const [partial] = await ownRuns();
  expect(Object.keys((await runDetail(test.page, partial?.id ?? '')).nodes).toSorted()).toEqual([
    'checkpoint',
    'positive',
  ]);

  await (await test.editor.approach('Denoise')).getByRole('textbox', { name: 'Seed' }).fill('99');
  await test.editor.run();
  await expect.poll(states).toEqual(['done', 'done']);
  const [whole] = await ownRuns();
  expect((await runDetail(test.page, whole?.id ?? '')).workflow.nodes['denoise']?.inputs).toMatchObject({ seed: '99' });
  await test.page.keyboard.press('Delete');
  await test.page.getByText('7 nodes').waitFor();
});

it('reorders, removes and clears waiting runs, and does not touch the active one', async () => {
  await test.editor.openWith(parts.server.address, 'text-to-image', {
    ...SMALL,
    'size.width': 128,
    'size.height': 128,
    'schedule.steps': 9000,
  });
  await test.editor.canvas.focus();
  for (let count = 1; count <= 4; count++) {
    await test.page.keyboard.press('Control+Enter');
    await expect.poll(async () => (await ownRuns()).length).toBe(count);
  }
  const waiting = test.page.getByRole('list', { name: /^Waiting runs/ }).getByRole('listitem');
  const numbers = async (): Promise<(string | undefined)[]> =>
    (await waiting.evaluateAll((rows) => rows.map((row) => row.getAttribute('aria-label') ?? ''))).map(
      (label) => /\d+/.exec(label)?.[0],
    );
  await expect.poll(() => waiting.count()).toBe(3);
  const [a, b, c] = await numbers();
  await waiting.nth(2).focus();
  await test.page.keyboard.press('Alt+ArrowUp');
  await test.page.keyboard.press('Alt+ArrowUp');
  await expect.poll(numbers).toEqual([c, a, b]);
  await test.page.keyboard.press('Delete');
  await expect.poll(numbers).toEqual([a, b]);
  await test.page.getByRole('button', { name: 'Clear all' }).click();
  await expect.poll(states).toEqual(['cancelled', 'cancelled', 'cancelled', 'running']);
  await test.page.getByRole('button', { name: 'Cancel the run' }).click();
  await expect.poll(async () => (await states()).at(-1)).toBe('cancelled');
});

/** Runs the shown document, and waits until it has this many finished runs. */
async function runUntil(count: number): Promise<void> {
  await test.page.keyboard.press('Control+Enter');
  await expect.poll(states).toEqual(Array.from({ length: count }, () => 'done'));
}

it('restores the graph of a run, and the notice about that undoes nothing else', async () => {
  await test.editor.openWith(parts.server.address, 'text-to-image', SMALL);
  const nodeCount = async (): Promise<number> => Object.keys((await test.editor.workflow()).nodes).length;
  await test.editor.canvas.focus();
  await runUntil(1);
  await set('Denoise', 'Seed', '77');
  await test.editor.approach('Negative prompt');
  await test.page.keyboard.press('Delete');
  const history = test.page.getByRole('region', { name: 'History' });
  await history.getByRole('option').first().focus();
  await test.page.keyboard.press('Space');
  await history.getByRole('button', { name: 'Restore' }).click();
  await expect
    .poll(async () => (await test.editor.workflow()).nodes)
    .toMatchObject({ denoise: { inputs: { seed: 0 } }, negative: {} });
  await test.editor.canvas.focus();
  await test.page.keyboard.press('Control+z');
  await expect.poll(nodeCount).toBe(7);
  // The restored graph is undone already, so the button must not undo an earlier change.
  await test.page.getByRole('region', { name: 'Notices' }).getByRole('button', { name: 'Undo' }).click();
  expect(await nodeCount()).toBe(7);
});

it('repeats, compares and removes finished runs', async () => {
  await test.editor.openWith(parts.server.address, 'text-to-image', SMALL);
  await test.editor.canvas.focus();
  await runUntil(1);
  await set('Denoise', 'Seed', '77');
  await runUntil(2);
  const history = test.page.getByRole('region', { name: 'History' });
  const cards = history.getByRole('option');
  await cards.nth(1).focus();
  await test.page.keyboard.press('Space');
  await history.getByRole('button', { name: 'Again' }).click();
  await expect.poll(() => cards.count()).toBe(3);

  await cards.nth(2).focus();
  await test.page.keyboard.press('ArrowLeft');
  await test.page.keyboard.press('Control+ArrowRight');
  await test.page.keyboard.press('Space');
  await history.getByRole('button', { name: 'Compare', exact: true }).click();
  const dialog = test.page.getByRole('dialog');
  const row = dialog.getByRole('row', { name: /seed/i });
  expect(await row.getByRole('cell').allTextContents()).toEqual(expect.arrayContaining(['0', '77']));
  const slider = dialog.getByRole('slider');
  await slider.focus();
  await test.page.keyboard.press('ArrowRight');
  expect(await slider.getAttribute('aria-valuenow')).toBe('52');
  await expect.poll(() => dialog.locator('.viewer-picture:visible').count()).toBe(2);
  await test.page.keyboard.press('Escape');

  await cards.first().focus();
  await test.page.keyboard.press('Delete');
  await expect.poll(() => cards.count()).toBe(2);
  expect(await cards.first().evaluate((card) => card === document.activeElement)).toBe(true);
});

it('says which node failed, and skips what needs it', async () => {
  const sigmas = { 'schedule.curve': 'custom', 'schedule.sigmas': [0.5, 0.9] };
  await test.editor.openWith(parts.server.address, 'text-to-image', { ...SMALL, ...sigmas });
  await test.editor.canvas.focus();
  await test.page.keyboard.press('Control+Enter');
  await expect.poll(states).toEqual(['failed']);
  const [run] = await ownRuns();
  expect((await runDetail(test.page, run?.id ?? '')).nodes).toMatchObject({
    schedule: { state: 'failed' },
    denoise: { state: 'skipped' },
  });
});

it('refuses to run an invalid value, names it, and focuses its field', async () => {
  await test.editor.openWith(parts.server.address, 'text-to-image', { ...SMALL, 'size.width': 100 });
  await test.editor.canvas.focus();
  await test.page.getByText('1 problem').first().waitFor();
  await test.page.keyboard.press('Control+Enter');
  await test.page
    .getByRole('region', { name: 'Notices' })
    .getByText('Size, Width: 100 is not a multiple of 16')
    .waitFor();
  await expect
    .poll(() => test.page.evaluate(() => (document.activeElement as HTMLInputElement | null)?.labels?.[0]?.textContent))
    .toBe('Width');
  expect(await ownRuns()).toHaveLength(0);
});

it('names every control, and returns the focus when a dialog closes', async () => {
  await test.editor.openWith(parts.server.address, 'text-to-image', SMALL);
  for (const panel of ['Outline', 'Inspector']) await test.page.getByRole('button', { name: panel }).click();
  await test.editor.approach('Denoise');
  const nameless = (): Promise<string[]> =>
    test.page.evaluate(() => {
      const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id);
      const nameOf = (element: Element): string =>
        element.getAttribute('aria-label') ??
        element
          .getAttribute('aria-labelledby')
          ?.split(' ')
          .map((id) => document.getElementById(id)?.textContent ?? '')
          .join(' ') ??
        ([...((element as HTMLInputElement).labels ?? [])].map(({ textContent }) => textContent).join(' ') ||
          element.textContent ||
          (element.querySelector('img')?.alt ?? ''));
      const controls = [
        ...document.querySelectorAll(
          'button, input, select, textarea, dialog, [tabindex="0"], [role]:not([role="status"]):not([role="log"])',
        ),
      ].filter((each) => each.getClientRects().length > 0 && !each.matches('[role="option"], [role="presentation"]'));
      return [
        ...ids.filter((id, at) => ids.indexOf(id) !== at).map((id) => `twice: ${id}`),
        ...controls.filter((each) => nameOf(each).trim() === '').map((each) => each.outerHTML.slice(0, 120)),
        ...[...document.querySelectorAll('img:not([alt])')].map((each) => each.outerHTML.slice(0, 120)),
      ];
    });
  expect(await nameless()).toEqual([]);
  for (const keys of ['a', 'Control+k', '?', 'Alt+t', 'Control+o', 'Control+Shift+s', 'Control+e', 'Shift+F10']) {
    await test.page.keyboard.press(keys);
    await test.page.getByRole('dialog').waitFor();
    expect([keys, await nameless()]).toEqual([keys, []]);
    await test.page.keyboard.press('Escape');
    await test.page.getByRole('dialog').waitFor({ state: 'detached' });
    expect([keys, await test.editor.node('Denoise').evaluate((node) => node === document.activeElement)]).toEqual([
      keys,
      true,
    ]);
  }
});

it('leaves Enter and Escape of a composition to the input method, and reads full-width digits', async () => {
  await test.editor.openWith(parts.server.address, 'text-to-image', SMALL);
  const { page } = test;
  const session = await page.context().newCDPSession(page);
  /** Types by an input method, and presses keys while its text is not accepted yet. */
  const compose = async (text: string, ...keys: readonly string[]): Promise<void> => {
    await session.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
    for (const key of keys)
      for (const type of ['rawKeyDown', 'keyUp'] as const)
        await session.send('Input.dispatchKeyEvent', { type, key, windowsVirtualKeyCode: 229 });
  };
  const width = (await test.editor.approach('Size')).getByLabel('Width', { exact: true });
  await width.click();
  await width.press('Control+A');
  await compose('１２８', 'Escape', 'Enter', 'ArrowUp');
  expect(await width.inputValue()).toBe('１２８');
  await page.keyboard.insertText('１２８');
  await page.keyboard.press('Enter');
  expect(await width.inputValue()).toBe('128');
  await expect.poll(async () => (await test.editor.workflow()).nodes['size']?.inputs).toMatchObject({ width: 128 });

  await page.keyboard.press('Control+K');
  const search = page.getByRole('dialog').getByRole('combobox');
  await search.waitFor();
  await compose('きつね', 'Enter', 'Escape');
  expect(await page.getByRole('dialog').count()).toBe(1);
  expect(await search.inputValue()).toBe('きつね');
  await page.keyboard.insertText('きつね');
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
});
