/** A smoke test in Firefox and WebKit: open, run, drag a node, add one, undo, and no complaint. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunInfo } from '../../engine/protocol/index.ts';
import { openTemplateAt } from './support/documents.ts';
import { type Inkloom, inkloom, type RunningServer } from './support/inkloom.ts';
import { noFirefox, openFirefox } from './support/others/firefox.ts';
import type { OtherBrowser, Spot } from './support/others/other-browser.ts';
import { noWebKit, openWebKit } from './support/others/webkit.ts';

const SMALL = { 'size.width': 64, 'size.height': 64, 'schedule.steps': 2 };

let home: Inkloom;
let server: RunningServer;

beforeAll(async () => {
  home = await inkloom();
  server = await home.start();
});
afterAll(() => home?.close());

interface Shown {
  readonly nodes: Readonly<Record<string, unknown>>;
  readonly view: { readonly nodes: Readonly<Record<string, Spot>> };
}

const BROWSERS = [
  ['Firefox', openFirefox, noFirefox],
  ['WebKit', openWebKit, noWebKit],
] as const;

describe.each(BROWSERS)('in %s', (name, open, missing) => {
  it.skipIf(missing !== undefined)(`works: ${missing ?? 'open, run, drag, add, undo'}`, async () => {
    const browser = await open();
    try {
      const read = async <T>(path: string): Promise<T> => (await (await fetch(server.address + path)).json()) as T;
      const id = await openTemplateAt(server.address, 'text-to-image', SMALL);
      const shown = async (): Promise<Shown> =>
        (await read<{ readonly workflow: Shown }>(`/api/documents/${id}`)).workflow;
      await browser.goto(`${server.address}/#${id}`);
      await expect.poll(() => headOf(browser, 'size')).not.toBeNull();

      await browser.press('Control+Enter');
      const states = async (): Promise<readonly string[]> =>
        (await read<readonly RunInfo[]>('/api/runs')).filter((run) => run.document === id).map(({ state }) => state);
      await expect.poll(states, { timeout: 60_000 }).toEqual(['done']);
      await expect.poll(() => browser.evaluate(PICTURES)).toBeGreaterThan(0);

      const before = (await shown()).view.nodes['size'];
      const head = await headOf(browser, 'size');
      if (head) await browser.drag(head, { x: head.x + 70, y: head.y + 40 });
      await expect.poll(async () => (await shown()).view.nodes['size']).not.toEqual(before);

      await browser.press(...'a r e r o u t e Enter'.split(' '));
      await expect.poll(async () => Object.keys((await shown()).nodes)).toContain('reroute');
      await browser.press('Control+z');
      await expect.poll(async () => Object.keys((await shown()).nodes)).not.toContain('reroute');
      await browser.press('Control+z');
      await expect.poll(async () => (await shown()).view.nodes['size']).toEqual(before);
      // A remark of the browser, not an error: the next frame delivers what this one did not.
      const complaints = (await browser.complaints()).filter((each) => !each.startsWith('ResizeObserver loop'));
      expect([name, complaints]).toEqual([name, []]);
    } finally {
      await browser.close();
    }
  });
});

/** The number of pictures of results that are loaded. */
const PICTURES = `[...document.querySelectorAll('.picture-view img')].filter((each) => each.naturalWidth > 0).length`;

/** A place on the head of a node, where it is dragged; null while it is not there. */
function headOf(browser: OtherBrowser, node: string): Promise<Spot | null> {
  return browser.evaluate(`(() => {
    const box = document.querySelector('[data-node="${node}"]')?.getBoundingClientRect();
    return box && box.width > 0 ? { x: Math.round(box.x + 60), y: Math.round(box.y + 10) } : null;
  })()`);
}
