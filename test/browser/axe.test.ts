/**
 * axe-core finds nothing serious on any screen of the editor, light or dark. A new panel or dialog is a line of
 * the list below.
 */
import { expect, it } from 'vitest';
import { seriousFaults } from './support/axe.ts';
import { EditorPage } from './support/editor-page.ts';
import { watchedPage } from './support/inkloom.ts';
import { inPage } from './support/in-page.ts';
import { endedRuns } from './support/runs.ts';

const SMALL = { 'size.width': 64, 'size.height': 64, 'schedule.steps': 2 };

const test = inPage({ colorScheme: 'light', reducedMotion: 'reduce' });
const { parts } = test;

const key = (keys: string) => (): Promise<void> => test.page.keyboard.press(keys);
const press = (name: string) => (): Promise<void> =>
  test.page.getByRole('button', { name, exact: true }).first().click();

/** What opens a screen, and what closes it, from the graph with a node focused. */
const SCREENS: readonly (readonly [name: string, open: () => Promise<unknown>, close: () => Promise<unknown>])[] = [
  ['the graph after a run', async () => undefined, async () => undefined],
  ['outline', press('Outline'), press('Outline')],
  ['inspector', press('Inspector'), press('Inspector')],
  ['adding a node', key('a'), key('Escape')],
  ['drawing a wire by keyboard', key('c'), key('Escape')],
  ['the menu of a node', key('Shift+F10'), key('Escape')],
  ['commands', key('Control+k'), key('Escape')],
  ['keys', key('?'), key('Escape')],
  ['the library', press('Library'), press('Library')],
  ['the help of a node', key('F1'), key('Escape')],
  ['templates', key('Alt+t'), key('Escape')],
  ['opening', key('Control+o'), key('Escape')],
  ['saving as', key('Control+Shift+s'), key('Escape')],
  ['sharing', key('Control+e'), key('Escape')],
  ['a list of models', openModels, key('Escape')],
  ['the viewer', openViewer, key('Escape')],
  ['the log', key('Alt+5'), key('Alt+5')],
  ['the models', key('Alt+6'), key('Alt+6')],
  ['the library', key('Alt+7'), key('Alt+7')],
  ['the versions', key('Alt+8'), key('Alt+8')],
  ['the workers', key('Alt+9'), key('Alt+9')],
  ['the help of a node', key('F1'), key('Escape')],
  ['the gallery', press('Gallery'), press('Gallery')],
  ['the settings', press('Settings'), press('Settings')],
  ['the form', key('Alt+g'), key('Alt+g')],
  // A graph of its own: the last one.
  ['the mask painter', openPainter, key('Escape')],
];

async function openModels(): Promise<void> {
  await (await test.editor.approach('Load checkpoint')).locator('.pill.model').click();
}

async function openViewer(): Promise<void> {
  await (await test.editor.approach('Save image')).locator('.picture-tile').first().click();
  await test.page.getByRole('group', { name: 'Picture viewer' }).waitFor();
}

async function openPainter(): Promise<void> {
  await test.page.goto('about:blank');
  await test.editor.openWith(parts.server.address, 'inpaint', {});
  await (await test.editor.approach('Mask')).getByRole('button', { name: 'Paint a mask' }).click();
  await test.page
    .getByRole('dialog')
    .getByText(/128 × 128/)
    .waitFor();
}

type Seen = Pick<typeof test, 'page' | 'editor'>;

/** Faults of what is on the screen, in both themes, with the name of the screen. */
async function faultsOf(screen: string, { page, editor }: Seen = test): Promise<readonly string[]> {
  await editor.drawn();
  const found = await seriousFaults(page);
  // What only colours decide.
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  await editor.drawn();
  const dark = await seriousFaults(page, ['color-contrast']);
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  return [...found, ...dark.map((fault) => `dark: ${fault}`)].map((fault) => `${screen}: ${fault}`);
}

/** A page of a phone. Tests close its context. */
async function phoneOf(): Promise<Seen> {
  const viewport = { width: 390, height: 844 };
  const options = { colorScheme: 'light', reducedMotion: 'reduce', viewport, hasTouch: true, isMobile: true } as const;
  const { page } = await watchedPage(parts.browser, options);
  return { page, editor: new EditorPage(page) };
}

// Before there is a document.
it('finds nothing serious on the start page, at a desk and on a phone, and on an empty canvas', async () => {
  const phone = await phoneOf();
  const found: string[] = [];
  for (const [name, seen] of Object.entries({ 'the start': test, 'the start on a phone': phone })) {
    await seen.editor.open(parts.server.address);
    await seen.page.getByRole('button', { name: 'Start from text to image' }).waitFor();
    found.push(...(await faultsOf(name, seen)));
  }
  await phone.page.context().close();
  await test.page.getByRole('button', { name: 'Empty workflow' }).click();
  await test.editor.canvas.waitFor();
  found.push(...(await faultsOf('the empty canvas')));
  expect(found).toEqual([]);
}, 120_000);

it('finds nothing serious on the form of a phone', async () => {
  const phone = await phoneOf();
  await phone.editor.openWith(parts.server.address, 'text-to-image', SMALL);
  await phone.page.getByLabel('Prompt', { exact: true }).first().waitFor();
  const found = await faultsOf('the form on a phone', phone);
  await phone.page.context().close();
  expect(found).toEqual([]);
}, 120_000);

it('finds nothing serious on any other screen', async () => {
  const { editor, page } = test;
  const found: string[] = [];
  await editor.openWith(parts.server.address, 'text-to-image', SMALL);
  await editor.canvas.focus();
  await editor.run();
  await endedRuns(page, 1);
  await editor.approach('Denoise');
  for (const [name, open, close] of SCREENS) {
    await editor.canvas.focus();
    await open();
    found.push(...(await faultsOf(name)));
    await close();
    await page.getByRole('dialog').first().waitFor({ state: 'detached' });
  }
  expect(found).toEqual([]);
}, 300_000);
