/** Building and running a text-to-image graph from an empty canvas: by mouse, and by keyboard alone. */
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { EditorPage } from './support/editor-page.ts';
import { inBrowser } from './support/in-browser.ts';
import { watchedPage } from './support/inkloom.ts';
import { endedRuns, runDetail } from './support/runs.ts';

const parts = inBrowser();

/** The nodes of the graph by title, which is also what the search is asked for. */
const NODES = [
  'Load checkpoint',
  'Encode text',
  'Empty latent',
  'Schedule',
  'Denoise',
  'Decode latent',
  'Save image',
] as const;

/** Node and output that a wire starts from, node and input that it leads to, all by title. */
const WIRES = [
  ['Load checkpoint', 'Text encoder', 'Encode text', 'Text encoder'],
  ['Load checkpoint', 'VAE', 'Empty latent', 'VAE'],
  ['Load checkpoint', 'Scheduler', 'Schedule', 'Scheduler'],
  ['Load checkpoint', 'Transformer', 'Schedule', 'Transformer'],
  ['Empty latent', 'Latent', 'Schedule', 'Latent'],
  ['Load checkpoint', 'Transformer', 'Denoise', 'Transformer'],
  ['Empty latent', 'Latent', 'Denoise', 'Latent'],
  ['Encode text', 'Conditioning', 'Denoise', 'Positive'],
  ['Schedule', 'Schedule', 'Denoise', 'Schedule'],
  ['Load checkpoint', 'VAE', 'Decode latent', 'VAE'],
  ['Denoise', 'Latent', 'Decode latent', 'Latent'],
  ['Decode latent', 'Image', 'Save image', 'Image'],
] as const;

/** All links of a workflow as sorted texts. */
function linksOf(workflow: Awaited<ReturnType<EditorPage['workflow']>>): string[] {
  return Object.values(workflow.nodes)
    .flatMap(({ type: of, inputs = {} }) =>
      Object.entries(inputs).flatMap(([input, value]) => {
        const from = (value as { readonly from?: string } | null)?.from;
        return typeof from === 'string' ? [`${from} > ${of}.${input}`] : [];
      }),
    )
    .toSorted();
}

const EXPECTED = [
  'decode-latent.image > save-image.image',
  'denoise.latent > decode-latent.latent',
  'empty-latent.latent > denoise.latent',
  'empty-latent.latent > schedule.latent',
  'encode-text.conditioning > denoise.positive',
  'load-checkpoint.scheduler > schedule.scheduler',
  'load-checkpoint.textEncoder > encode-text.textEncoder',
  'load-checkpoint.transformer > denoise.transformer',
  'load-checkpoint.transformer > schedule.transformer',
  'load-checkpoint.vae > decode-latent.vae',
  'load-checkpoint.vae > empty-latent.vae',
  'schedule.schedule > denoise.schedule',
];

describe('by mouse', () => {
  it('builds a graph, runs it, and shows a preview and the picture', async () => {
    const { page, complaints } = await watchedPage(parts.browser);
    const editor = new EditorPage(page);
    await editor.startEmpty(parts.server.address);
    for (let step = 0; step < 3; step++) await page.keyboard.press('Control+-');
    await editor.atRest();
    for (const [index, title] of NODES.entries())
      await editor.addByMouse(title, { x: 60 + (index % 4) * 250, y: 60 + Math.floor(index / 4) * 330 });
    for (const [from, output, to, input] of WIRES) await editor.wire([from, output], [to, input]);
    await expect.poll(async () => linksOf(await editor.workflow())).toEqual(EXPECTED);

    await (await editor.approach('Load checkpoint')).getByRole('button', { name: /^Checkpoint/ }).click();
    await page.getByRole('option', { name: 'nano' }).click();
    for (const name of ['Width', 'Height']) await fill(editor, 'Empty latent', name, '64');
    // Enough steps to see a preview, which is there only while the node runs.
    await fill(editor, 'Schedule', 'Steps', '200');
    await (await editor.approach('Encode text')).getByRole('textbox', { name: 'Prompt' }).fill('a red fox');

    await editor.approach('Denoise');
    await Promise.all([editor.node('Denoise').locator('img').first().waitFor(), editor.run()]);
    await editor.says('Save image', /^Done/);
    await editor.node('Save image').locator('img').first().waitFor();
    const [run] = await endedRuns(page, 1);
    expect(run).toMatchObject({
      state: 'done',
      files: expect.arrayContaining([expect.objectContaining({ folder: 'output', width: 64, height: 64 })]) as unknown,
    });
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('reuses all results in a second run, and with a new seed computes only what depends on it', async () => {
    const { page, complaints } = await watchedPage(parts.browser);
    const editor = new EditorPage(page);
    await editor.openWith(parts.server.address, 'text-to-image', {
      'size.width': 64,
      'size.height': 64,
      'schedule.steps': 4,
    });
    const before = (await endedRuns(page, 0)).length;
    await editor.canvas.focus();
    await editor.run();
    await endedRuns(page, before + 1);
    await editor.run();
    await endedRuns(page, before + 2);
    await editor.says('Save image', /Reused/);

    await (await editor.approach('Denoise')).getByRole('textbox', { name: 'Seed' }).fill('7');
    await page.keyboard.press('Enter');
    await editor.says('Denoise', /Will run/);
    await editor.run();
    await endedRuns(page, before + 3);
    expect(await executedOfLastRun(editor)).toEqual(['decode', 'denoise', 'save']);
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});

describe('by keyboard alone', () => {
  it('builds the same graph, fills its fields, runs it, looks at the picture and saves the workflow', async () => {
    const { page, complaints } = await watchedPage(parts.browser);
    const editor = new EditorPage(page);
    await editor.open(parts.server.address);
    const { keyboard } = page;
    await keyboard.press('Alt+n');
    await page.getByText('0 nodes').waitFor();
    await editor.canvas.waitFor();
    for (const title of NODES) {
      await keyboard.press('a');
      await page.getByRole('dialog', { name: 'Add a node' }).waitFor();
      await keyboard.type(title);
      await keyboard.press('Enter');
      await page.getByRole('dialog', { name: 'Add a node' }).waitFor({ state: 'detached' });
      await page.waitForFunction(
        (name) => document.activeElement?.getAttribute('aria-label')?.startsWith(name) ?? false,
        title,
      );
      for (const [from, output, , input] of WIRES.filter(([, , to]) => to === title)) {
        await keyboard.press('c');
        await choose(page, input, 'takes');
        await choose(page, `${from}, ${output}`, '');
      }
      if (title === 'Load checkpoint') {
        await keyboard.press('Enter');
        await keyboard.press('Enter');
        await page.getByRole('option', { name: 'nano' }).waitFor();
        await keyboard.type('nano');
        await keyboard.press('Enter');
      }
      if (title === 'Encode text') await type(page, { Prompt: 'a blue house' });
      if (title === 'Empty latent') await type(page, { Width: '64', Height: '64' });
      if (title === 'Schedule') await type(page, { Steps: '3' });
      await keyboard.press('Escape');
      await keyboard.press('Escape');
    }
    await expect.poll(async () => linksOf(await editor.workflow())).toEqual(EXPECTED);
    const before = (await endedRuns(page, 0)).length;
    await keyboard.press('Control+Enter');
    const [last] = await endedRuns(page, before + 1);
    expect(last?.state).toBe('done');
    const { workflow } = await runDetail(page, last?.id ?? '');
    expect(workflow.nodes).toMatchObject({
      'load-checkpoint': { inputs: { checkpoint: 'nano' } },
      'encode-text': { inputs: { prompt: 'a blue house' } },
      'empty-latent': { inputs: { width: 64, height: 64 } },
      'schedule': { inputs: { steps: 3 } },
    });
    expect(last?.files.map(({ node, folder }) => [node, folder])).toContainEqual(['save-image', 'output']);

    const isFocused = (selector: string): Promise<boolean> =>
      page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector);
    await reach('PageDown', async () => (await focused(page)).startsWith('Save image'), page);
    await keyboard.press('Enter');
    await reach('Tab', () => isFocused('.picture-tile'), page);
    await keyboard.press('Enter');
    await page.getByRole('group', { name: 'Picture viewer' }).and(page.locator(':focus')).waitFor();
    await keyboard.press('Escape');
    const node = '[data-node="save-image"]';
    await expect.poll(() => isFocused(`${node}, ${node} *`)).toBe(true);
    await keyboard.press('Control+s');
    await page.getByRole('dialog').locator('input:focus').waitFor();
    await keyboard.press('Control+a');
    await keyboard.type('by keyboard');
    await keyboard.press('Enter');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    const saved = (): Promise<unknown> => page.evaluate(async () => (await fetch('/api/workflows')).json());
    await expect.poll(saved).toContainEqual(expect.objectContaining({ name: 'by keyboard' }));
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});

/** The name of the focused element. */
async function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    const element = document.activeElement as HTMLInputElement | null;
    return (
      element?.labels?.[0]?.textContent ??
      element?.getAttribute('aria-label') ??
      element?.textContent ??
      ''
    ).trim();
  });
}

/** Presses a key until something is reached. */
async function reach(key: string, isThere: () => Promise<boolean>, page: Page): Promise<void> {
  for (let presses = 0; presses < 40; presses++) {
    if (await isThere()) return;
    await page.keyboard.press(key);
  }
  throw new Error(`${key} does not reach it, but "${await focused(page)}".`);
}

/** Chooses an option of the open list by arrow keys. */
async function choose(page: Page, title: string, detail: string): Promise<void> {
  const list = page.locator('[role="listbox"]:focus');
  await list.waitFor();
  for (let presses = 0; presses < 60; presses++) {
    const option = (await list.locator('[aria-selected="true"]').textContent()) ?? '';
    if (option.startsWith(title) && option.slice(title.length).startsWith(detail)) {
      await page.keyboard.press('Enter');
      return;
    }
    await page.keyboard.press('ArrowDown');
  }
  throw new Error(`No option "${title}": ${(await list.locator('[role="option"]').allTextContents()).join(' | ')}`);
}

/** Types into fields of the focused node, which have to be in their order on the node. */
async function type(page: Page, fields: Readonly<Record<string, string>>): Promise<void> {
  await page.keyboard.press('Enter');
  for (const [field, text] of Object.entries(fields)) {
    for (let presses = 0; (await focused(page)) !== field && presses < 40; presses++) await page.keyboard.press('Tab');
    await page.keyboard.press('Control+a');
    await page.keyboard.type(text);
    await page.keyboard.press('Tab');
  }
}

async function fill(editor: EditorPage, node: string, field: string, value: string): Promise<void> {
  await (await editor.approach(node)).getByRole('spinbutton', { name: field, exact: true }).fill(value);
  await editor.page.keyboard.press('Enter');
}

/** Ids of the nodes that the last run computed, without the checkpoint, which is never kept. */
async function executedOfLastRun({ page }: EditorPage): Promise<string[]> {
  const [last] = await endedRuns(page, 0);
  const { nodes } = await runDetail(page, last?.id ?? '');
  const executed = Object.entries(nodes).filter(([node, { origin }]) => origin === 'executed' && node !== 'checkpoint');
  return executed.map(([node]) => node).toSorted();
}
