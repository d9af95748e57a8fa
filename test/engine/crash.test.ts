// kill -9 at any moment: no wrong hit, and nothing that was announced as done is lost.
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

const KILLS = 50;
const LENGTH = 40;
const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;

/** Runs the child and kills it some milliseconds after it started. Gives the nodes it announced. */
async function killedAfter(folder: string, milliseconds: number): Promise<string[]> {
  const child = spawn(
    process.execPath,
    ['--import', tsx, join(import.meta.dirname, 'crash-child.ts'), folder, String(LENGTH)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    if (printed === '') setTimeout(() => child.kill('SIGKILL'), milliseconds);
    printed += text;
  });
  await new Promise((resolve) => child.once('close', resolve));
  return printed.split('\n').slice(1, -1);
}

it(`${KILLS} kills at random moments`, async () => {
  const expected = (await toyEngine().engine.run(chain(LENGTH))).outputs;
  let interrupted = 0;
  for (let kill = 0; kill < KILLS; kill += 1) {
    const folder = mkdtempSync(join(tmpdir(), 'inkloom-crash-'));
    const announced = await killedAfter(folder, (kill * 7) % 60);
    const disk = DiskCache.open({ folder, limits: { freeBytes: 0 } });
    if (!disk) throw new Error('the folder is in use');
    const { engine } = toyEngine({ cache: new TieredCache([new MemoryCache(), disk]) });
    const { outputs, executed } = await engine.run(chain(LENGTH));
    expect(outputs).toEqual(expected);
    expect(executed.filter((node) => announced.includes(node))).toEqual([]);
    expect((await disk.verify()).damaged).toBe(0);
    await disk.close();
    if (announced.length > 0 && announced.length <= LENGTH) interrupted += 1;
  }
  // Most kills came in the middle, or the test shows nothing.
  expect(interrupted).toBeGreaterThan(KILLS / 3);
});
