/**
 * How fluently the editor shows large graphs: a real server, a real Chromium without a GPU (software rendering),
 * 1440x900, real mouse events. Prints the times of the first paint and of the open graph, then a row for each
 * gesture: frames a second, the slowest of 20 frames, and CPU time of the page's main thread for each frame. That CPU
 * time hardly depends on other work of the machine. A frame may take 16.7 ms; the bar is 50 frames a second at 1000
 * nodes.
 *
 * Build first: `npx vite build editor`. Usage: npx tsx bench/editor.ts [nodes ...]
 */
import { readFileSync } from 'node:fs';
import type { CDPSession, Page } from 'playwright-core';
import type { Workflow } from '../engine/protocol/index.ts';
import { launch } from '../test/browser/support/chromium.ts';
import { inkloom } from '../test/browser/support/inkloom.ts';
import { record } from './record.ts';

const SIZES = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [100, 1000, 2000];
const MOVES = 90;

/** A grid of copies of text-to-image. */
function largeGraph(count: number): Workflow {
  const one = JSON.parse(readFileSync(new URL('../workflows/text-to-image.json', import.meta.url), 'utf8')) as Workflow;
  const copies = Math.ceil(count / Object.keys(one.nodes).length);
  const columns = Math.ceil(Math.sqrt(copies / 1.6));
  const all = Array.from({ length: copies }, (_, copy) => copy);
  const rename = (value: unknown, copy: number): unknown => {
    const from = (value as { from?: unknown } | null)?.from;
    return typeof from === 'string' ? { from: from.replace('.', `-${copy}.`) } : value;
  };
  const nodes = all.flatMap((copy) =>
    Object.entries(one.nodes).map(
      ([id, node]) =>
        [
          `${id}-${copy}`,
          {
            ...node,
            inputs: Object.fromEntries(
              Object.entries(node.inputs ?? {}).map(([name, value]) => [name, rename(value, copy)]),
            ),
          },
        ] as const,
    ),
  );
  const places = all.flatMap((copy) =>
    Object.entries(one.view?.nodes ?? {}).map(
      ([id, { x, y }]) =>
        [`${id}-${copy}`, { x: x + (copy % columns) * 2200, y: y + Math.floor(copy / columns) * 1000 }] as const,
    ),
  );
  return {
    ...one,
    name: `${count} nodes`,
    parameters: {},
    nodes: Object.fromEntries(nodes) as Workflow['nodes'],
    view: { nodes: Object.fromEntries(places) },
  };
}

async function cpu(devtools: CDPSession): Promise<number> {
  const { metrics } = await devtools.send('Performance.getMetrics');
  return 1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0);
}

interface Fluency {
  readonly fps: number;
  /** The slowest frame of 20, in milliseconds. */
  readonly slow: number;
  /** Milliseconds for each frame. */
  readonly cpu: number;
}

/** Runs in the page: collects the times of frames in `window.frames_`, until it is replaced. */
const COLLECT_FRAMES = `(() => {
  const times = [];
  window.frames_ = times;
  const tick = (now) => {
    times.push(now);
    if (window.frames_ === times) requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
})()`;

/** Runs in the page: ends {@link COLLECT_FRAMES} and returns its times. */
const TAKE_FRAMES = `(() => {
  const times = window.frames_;
  window.frames_ = undefined;
  return times;
})()`;

/** Runs in the page: a point on the header of a node in the middle of the canvas, or the middle itself. */
const POINT_ON_HEADER = `(() => {
  for (const each of document.querySelectorAll('.node-header')) {
    const box = each.getBoundingClientRect();
    const isCentral = box.left > 200 && box.right < 1100 && box.top > 150 && box.bottom < 800;
    if (isCentral) return { x: box.left + 80, y: box.top + 12 };
  }
  return { x: 720, y: 450 };
})()`;

async function measured(page: Page, devtools: CDPSession, gesture: () => Promise<void>): Promise<Fluency> {
  const before = await cpu(devtools);
  await page.evaluate(COLLECT_FRAMES);
  await gesture();
  const times = await page.evaluate<number[]>(TAKE_FRAMES);
  const gaps = times
    .slice(1)
    .map((time, index) => time - (times[index] ?? time))
    .toSorted((a, b) => a - b);
  const total = gaps.reduce((sum, gap) => sum + gap, 0);
  return {
    fps: (1000 * gaps.length) / total,
    slow: gaps[Math.floor(gaps.length * 0.95)] ?? 0,
    cpu: ((await cpu(devtools)) - before) / Math.max(1, gaps.length),
  };
}

async function move(page: Page, dx: number, dy: number): Promise<void> {
  for (let step = 1; step <= MOVES; step++)
    await page.mouse.move(720 + Math.sin(step / 14) * dx, 450 + Math.sin(step / 9) * dy);
}

async function rows(page: Page, count: number, address: string): Promise<string[][]> {
  const opened = (await (
    await fetch(`${address}/api/documents`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ workflow: largeGraph(count) }),
    })
  ).json()) as { id: string };
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
  await page.goto('about:blank');
  const before = performance.now();
  await page.goto(`${address}/#${opened.id}`);
  await page.waitForSelector(':is(.canvas .node, .canvas-layer.is-far)', { state: 'attached' });
  const load = performance.now() - before;
  const paint = await page.evaluate<number>(
    `performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN`,
  );
  const made: string[][] = [
    [`${count}`, 'first paint', `${paint.toFixed(0)} ms`, '', ''],
    [`${count}`, 'open', `${load.toFixed(0)} ms`, '', ''],
  ];
  const row = async (name: string, gesture: () => Promise<void>): Promise<void> => {
    await page.waitForTimeout(900);
    const { fps, slow, cpu: own } = await measured(page, devtools, gesture);
    made.push([`${count}`, name, fps.toFixed(0), slow.toFixed(0), own.toFixed(1)]);
  };
  const press = async (button: 'left' | 'middle', gesture: () => Promise<void>): Promise<void> => {
    await page.mouse.down({ button });
    await gesture();
    await page.mouse.up({ button });
  };
  const wheel = async (delta: number, times: number): Promise<void> => {
    for (let step = 0; step < times; step++) await page.mouse.wheel(0, delta);
  };
  await page.evaluate(`document.querySelector('.canvas').focus()`);
  await page.keyboard.press('Shift+F');
  await page.mouse.move(720, 450);
  await row('pan, everything in view', () => press('middle', () => move(page, 300, 200)));
  await row('zoom in', () => wheel(-100, 14));
  await page.keyboard.press('Control+0');
  await row('pan at 100%', () => press('middle', () => move(page, 600, 400)));
  await page.evaluate(`document.querySelector('.canvas').focus()`);
  const header = await page.evaluate<{ x: number; y: number }>(POINT_ON_HEADER);
  await page.mouse.move(header.x, header.y);
  await row('drag a node', () => press('left', () => move(page, 200, 150)));
  await page.mouse.move(720, 450);
  await row('zoom out', () => wheel(100, 14));
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Shift+F');
  await page.waitForTimeout(700);
  await devtools.detach();
  return made;
}

const server = await inkloom();
const browser = await launch();
try {
  const { address } = await server.start();
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  const all: string[][] = [];
  for (const count of SIZES) all.push(...(await rows(page, count, address)));
  const headings = ['nodes', 'gesture', 'fps', 'slow ms', 'CPU ms a frame'];
  console.log([headings, headings.map(() => '---'), ...all].map((line) => `| ${line.join(' | ')} |`).join('\n'));
  const cpuOfFrames = all.flatMap(([nodes, name, , , ms]) => (ms === '' ? [] : [`${nodes} ${name}: ${ms}`]));
  await record('npx tsx bench/editor.ts', `CPU ms a frame: ${cpuOfFrames.join(', ')}`);
} finally {
  await browser.close();
  await server.close();
}
