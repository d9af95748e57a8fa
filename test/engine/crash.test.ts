// kill -9 at any moment causes no wrong hit, and no node that was announced as done is computed again.
import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { DiskCache } from '../../engine/cache/disk/disk-cache.ts';
import { MemoryCache } from '../../engine/cache/memory.ts';
import { TieredCache } from '../../engine/cache/tiered.ts';
import { chain } from './chain.ts';
import { toyEngine } from './toy-nodes.ts';

const KILLS = 20;
const LENGTH = 40;
const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;

/** Runs the child and kills it some milliseconds after it announced `count` nodes. Returns all nodes it announced. */
async function killedAfter(folder: string, count: number, milliseconds: number): Promise<string[]> {
  const child = spawn(
    process.execPath,
    ['--import', tsx, join(import.meta.dirname, 'crash-child.ts'), folder, String(LENGTH)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const before = announcedIn(printed).length;
    printed += text;
    if (before < count && announcedIn(printed).length >= count) setTimeout(() => child.kill('SIGKILL'), milliseconds);
  });
  await new Promise((resolve) => child.once('close', resolve));
  return announcedIn(printed);
}

/** The complete lines after the first. */
function announcedIn(printed: string): string[] {
  return printed.split('\n').slice(1, -1);
}

it(`${KILLS} kills at random moments lose no announced result and damage none`, async () => {
  const expected = (await toyEngine().engine.run(chain(LENGTH))).outputs;
  let interrupted = 0;
  for (let kill = 0; kill < KILLS; kill += 1) {
    const folder = mkdtempSync(join(tmpdir(), 'inkloom-crash-'));
    const announced = await killedAfter(folder, 1 + ((kill * 7) % LENGTH), kill % 3);
    const disk = DiskCache.open({ folder, limits: { freeBytes: 0 } });
    if (!disk) throw new Error('the folder cannot be used');
    const { engine } = toyEngine({ cache: new TieredCache([new MemoryCache(), disk]) });
    const { outputs, executed } = await engine.run(chain(LENGTH));
    expect(outputs).toEqual(expected);
    expect(executed.filter((node) => announced.includes(node))).toEqual([]);
    expect((await disk.verify()).damaged).toBe(0);
    await disk.close();
    if (announced.length > 0 && announced.length <= LENGTH) interrupted += 1;
  }
  // The test shows nothing unless most kills came in the middle of a run.
  expect(interrupted).toBeGreaterThan(KILLS / 3);
});
