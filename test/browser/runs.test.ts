/** Cancelling a run, and runs across a reload of the page, a lost connection and a crash of the server. */
import type { Browser } from 'playwright-core';
import { afterEach, beforeAll, afterAll, beforeEach, expect, it } from 'vitest';
import { launch } from './support/chromium.ts';
import { EditorPage } from './support/editor-page.ts';
import { type Inkloom, inkloom, type RunningServer, watchedPage, type WatchedPage } from './support/inkloom.ts';
import { endedRuns, runDetail } from './support/runs.ts';

let browser: Browser;
let home: Inkloom;
let server: RunningServer;
let watched: WatchedPage;
let editor: EditorPage;

beforeAll(async () => {
  browser = await launch();
});

afterAll(() => browser?.close());

beforeEach(async () => {
  home = await inkloom();
  server = await home.start();
  watched = await watchedPage(browser);
  editor = new EditorPage(watched.page);
  await editor.openTemplate(server.address, 'text-to-image');
});

afterEach(async () => {
  await watched.page.context().close();
  await home.close();
});

/** Sets a small picture, and enough steps to act while they run. */
async function setSteps(steps: number): Promise<void> {
  const { page } = watched;
  for (const [node, fields] of [
    ['Size', { Width: '128', Height: '128' }],
    ['Schedule', { Steps: String(steps) }],
  ] as const) {
    await editor.approach(node);
    for (const [field, value] of Object.entries(fields)) {
      await editor.node(node).getByRole('spinbutton', { name: field, exact: true }).fill(value);
      await page.keyboard.press('Enter');
    }
  }
  await editor.approach('Denoise');
  await editor.canvas.focus();
}

const isStep = /^Step \d+ of \d+/;

it('cancels an active run, and the node no longer shows its step', async () => {
  const { page, complaints } = watched;
  await setSteps(300);
  const denoise = editor.node('Denoise');
  await Promise.all([denoise.getByText(isStep).waitFor(), denoise.locator('img').first().waitFor(), editor.run()]);
  await page.getByRole('button', { name: 'Cancel the run' }).click();
  const [run] = await endedRuns(page, 1);
  expect(run?.state).toBe('cancelled');
  await editor.node('Denoise').getByText(isStep).waitFor({ state: 'detached' });
  expect(complaints).toEqual([]);
});

it('shows the progress of an active run after a reload', async () => {
  const { page, complaints } = watched;
  await setSteps(150);
  await editor.run();
  await editor.node('Denoise').getByText(isStep).waitFor();
  await page.reload();
  await editor.node('Denoise').getByText(isStep).waitFor();
  const [run] = await endedRuns(page, 1);
  expect(run?.state).toBe('done');
  await editor
    .node('Denoise')
    .getByText(/Done in/)
    .waitFor();
  expect(complaints).toEqual([]);
});

it('catches up after a lost connection, and sends the edits made meanwhile', async () => {
  const { page } = watched;
  let lost = false;
  const open = new Set<{ close(): Promise<void> }>();
  await page.routeWebSocket(/\/api\/live/, (socket) => {
    if (lost) {
      void socket.close();
      return;
    }
    open.add(socket);
    socket.connectToServer();
  });
  await page.reload();
  await page.getByText('Connected').waitFor();
  await setSteps(60);
  await editor.run();
  await editor.node('Denoise').getByText(isStep).waitFor();
  lost = true;
  await Promise.all([...open].map((socket) => socket.close()));
  await page
    .getByText(/[Cc]onnection lost/)
    .first()
    .waitFor();
  await editor.node('Denoise').getByRole('textbox', { name: 'Seed' }).fill('5');
  await page.keyboard.press('Enter');
  const [run] = await endedRuns(page, 1);
  expect(run?.state).toBe('done');
  lost = false;
  await page.getByText('Connected').waitFor({ timeout: 30_000 });
  await editor.canvas.focus();
  await page.getByRole('button', { name: /^Undo/ }).waitFor();
  await expect.poll(async () => (await editor.workflow()).nodes['denoise']?.inputs?.['seed']).toEqual('5');
  await page.keyboard.press('Control+z');
  await editor
    .node('Denoise')
    .getByText(/Done in/)
    .waitFor();
  await editor.says('Save image', /^Done/);
});

it('resumes the active run and the queue after a crash of the server, and says so', async () => {
  const { page } = watched;
  await setSteps(120);
  await page.getByRole('button', { name: 'One run more' }).click();
  await editor
    .node('Denoise')
    .getByRole('button', { name: /^Seed: Keep the seed/ })
    .click();
  await page.getByRole('dialog', { name: 'Menu' }).getByText('Add one to the seed after each run').click();
  await editor.run();
  await editor
    .node('Denoise')
    .getByText(/^Step (\d{2,}) of/)
    .waitFor();
  await server.kill();
  await page
    .getByText(/[Cc]onnection lost/)
    .first()
    .waitFor();
  server = await home.start();
  await page
    .getByText(/restart/)
    .first()
    .waitFor({ timeout: 30_000 });
  const ended = await endedRuns(page, 2);
  expect(ended.map(({ state }) => state)).toEqual(['done', 'done']);
  expect(new Set(ended.map(({ id }) => id)).size).toBe(2);
  expect(ended.map(({ attempt }) => attempt).toSorted((a, b) => a - b)).toEqual([1, 2]);
  const seeds = await Promise.all(
    ended.map(async ({ id }) => (await runDetail(page, id)).workflow.nodes['denoise']?.inputs?.['seed']),
  );
  expect(new Set(seeds).size).toBe(2);
});
