// `inkloom batch --server`: a run there for each picture, taken up by a later batch.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { chainOf, type LocalServer, startHere } from '../server/runs/runs-support.ts';
import { batchCommand, fileOf, folder } from './remote-support.ts';

async function server(): Promise<LocalServer> {
  const here = await startHere();
  onTestFinished(() => here.close());
  return here;
}

/** A table with a row for each value of an input. */
function tableOf(column: string, values: readonly unknown[]): string {
  const file = join(folder(), 'table.jsonl');
  writeFileSync(file, values.map((value) => JSON.stringify({ [column]: value })).join('\n'));
  return file;
}

const QUICK = { type: 'test/slow', inputs: { steps: 1, pause: 1 } };
const pictures = (out: string): string[] => readdirSync(out).filter((name) => name.endsWith('.png'));

describe('a batch at a server', () => {
  it('writes a picture for each row, and a later batch takes up what is done there', async () => {
    const here = await server();
    const table = tableOf('picture.shade', [1, 2, 3]);
    const out = folder();
    const args = [table, '--workflow', fileOf(chainOf(QUICK)), '--set', 'picture.shade=9', '--server', here.url];
    // The workflow has no prompt, and its rows need none.
    const rows = [...args, '-o', out];
    expect((await batchCommand(...rows)).code).toBe(0);
    expect(pictures(out)).toEqual(['00000.png', '00001.png', '00002.png']);
    const before = pictures(out).map((name) => readFileSync(join(out, name)));
    rmSync(out, { recursive: true });
    expect((await batchCommand(...rows)).code).toBe(0);
    expect(pictures(out).map((name) => readFileSync(join(out, name)))).toEqual(before);
    expect(await here.list()).toHaveLength(3);
    // What the server has lost is made again.
    for (const { files } of await here.list()) rmSync(join(here.data, 'output', files[0]?.name ?? ''));
    rmSync(out, { recursive: true });
    expect((await batchCommand(...rows)).code).toBe(0);
    expect(pictures(out)).toHaveLength(3);
  });

  it('fails a row that the server cannot carry out, alone', async () => {
    const here = await server();
    const workflow = fileOf(chainOf({ type: 'test/slow', inputs: { steps: 1 } }));
    const out = folder();
    const table = tableOf('through.steps', [1, 5000, 2]);
    const { code } = await batchCommand(table, '--workflow', workflow, '--server', here.url, '-o', out);
    expect(code).toBe(1);
    expect(pictures(out)).toEqual(['00000.png', '00002.png']);
  });

  it('leaves its runs at the server at Ctrl-C, and goes on with them', async () => {
    const here = await server();
    const slow = fileOf(chainOf({ type: 'test/slow', inputs: { steps: 10, pause: 60 } }));
    const out = folder();
    const args = [tableOf('picture.shade', [1, 2]), '--workflow', slow, '--server', here.url, '-o', out];
    const first = batchCommand(...args);
    await vi.waitFor(async () => expect(await here.list()).toHaveLength(2), { timeout: 20_000 });
    process.emit('SIGINT');
    expect((await first).code).toBe(130);
    expect((await batchCommand(...args)).code).toBe(0);
    expect(pictures(out)).toEqual(['00000.png', '00001.png']);
    expect((await here.list()).map(({ state, attempt }) => [state, attempt])).toEqual([
      ['done', 1],
      ['done', 1],
    ]);
  });
});
