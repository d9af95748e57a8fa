/**
 * axe-core finds nothing serious on any screen of the editor, light or dark. A new panel or dialog is a line of
 * the list below.
 */
import { expect, it } from 'vitest';
import { seriousFaults } from './support/axe.ts';
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
  ['the help of a node', key('F1'), key('Escape')],
  ['the gallery', press('Gallery'), press('Gallery')],
  ['the settings', press('Settings'), press('Settings')],
  ['the form', key('Alt+g'), key('Alt+g')],
];

async function openModels(): Promise<void> {
  await (await test.editor.approach('Load checkpoint')).locator('.pill.model').click();
}

async function openViewer(): Promise<void> {
  await (await test.editor.approach('Save image')).locator('.picture-tile').first().click();
  await test.page.getByRole('group', { name: 'Picture viewer' }).waitFor();
}

/** Faults of what is on the screen, in both themes, with the name of the screen. */
async function faultsOf(screen: string): Promise<readonly string[]> {
  const { page, editor } = test;
  await editor.drawn();
  const found = await seriousFaults(page);
  // What only colours decide.
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  await editor.drawn();
  const dark = await seriousFaults(page, ['color-contrast']);
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  return [...found, ...dark.map((fault) => `dark: ${fault}`)].map((fault) => `${screen}: ${fault}`);
}

it('finds nothing serious on any screen', async () => {
  const { editor, page } = test;
  await editor.open(parts.server.address);
  await page.getByRole('button', { name: 'Empty workflow' }).waitFor();
  const found = [...(await faultsOf('the start'))];
  await page.getByRole('button', { name: 'Empty workflow' }).click();
  await editor.canvas.waitFor();
  found.push(...(await faultsOf('the empty canvas')));
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
