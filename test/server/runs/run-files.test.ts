// Files of runs keep their names and overwrite nothing; previews are few, and only the newest are sent.
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { OutputFile } from '../../../engine/jobs/output-store.ts';
import { LatentPreviews } from '../../../engine/server/runs/latent-previews.ts';
import { OutputFolder } from '../../../engine/server/runs/output-files.ts';
import { progressOf } from '../../../engine/server/runs/progress.ts';
import type { Forecast } from '../../../engine/protocol/index.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const folder = (): string => mkdtempSync(join(tmpdir(), 'inkloom-output-'));

const fox = { prefix: 'fox', extension: 'png', mediaType: 'image/png', data: bytes('a fox') };

/** Saves files as one run does. @returns their names. */
async function save(at: string, number: number, files: readonly OutputFile[]): Promise<string[]> {
  const outputs = new OutputFolder(at).ofRun(number);
  const names: string[] = [];
  for (const file of files) names.push((await outputs.save(file)).name);
  return names;
}

describe('a saved file', () => {
  it('keeps its name when the run is started again, and exists once', async () => {
    const at = folder();
    const names = await Promise.all([0, 1, 2].map(() => save(at, 7, [fox])));
    expect(names).toEqual([['fox-00007.png'], ['fox-00007.png'], ['fox-00007.png']]);
    expect(readdirSync(at)).toEqual(['fox-00007.png']);
  });

  it('is numbered when a run saves several of one prefix', async () => {
    const at = folder();
    const another = { ...fox, data: bytes('another fox') };
    const text = { ...fox, extension: 'txt' };
    expect(await save(at, 7, [fox, another, text])).toEqual(['fox-00007.png', 'fox-00007-2.png', 'fox-00007.txt']);
    expect(await save(at, 7, [fox, another])).toEqual(['fox-00007.png', 'fox-00007-2.png']);
  });

  it('is found when the run is started again and its targets finish in another order', async () => {
    const at = folder();
    const [a, b, c] = ['a', 'b', 'c'].map((text) => ({ ...fox, data: bytes(text) })) as [
      OutputFile,
      OutputFile,
      OutputFile,
    ];
    expect(await save(at, 7, [b, a])).toEqual(['fox-00007.png', 'fox-00007-2.png']);
    expect(await save(at, 7, [a, b, c])).toEqual(['fox-00007-2.png', 'fox-00007.png', 'fox-00007-3.png']);
    expect(await save(at, 70, [a])).toEqual(['fox-00070.png']);
  });

  it('never overwrites a file with other bytes', async () => {
    const at = folder();
    writeFileSync(join(at, 'fox-00007.png'), 'of somebody else');
    expect([await save(at, 7, [fox]), await save(at, 7, [fox])]).toEqual([['fox-00007_2.png'], ['fox-00007_2.png']]);
    expect(readFileSync(join(at, 'fox-00007.png'), 'utf8')).toBe('of somebody else');
  });

  it('has the name that it is given, in a folder, and never that of another', async () => {
    const at = folder();
    const name = '2026-11-30/42';
    const named = ['a', 'b', 'a'].map((text) => ({ ...fox, name, data: bytes(text) }));
    const names = ['2026-11-30/42.png', '2026-11-30/42-2.png', '2026-11-30/42-3.png'];
    expect(await save(at, 7, named)).toEqual(names);
    expect((await save(at, 7, named)).toSorted()).toEqual(names.toSorted());
    expect(await save(at, 8, [{ ...fox, name, data: bytes('c') }])).toEqual(['2026-11-30/42_2.png']);
    expect(await save(at, 8, [{ ...fox, name: '2026-11-30/4', data: bytes('a') }])).toEqual(['2026-11-30/4.png']);
    expect(readdirSync(at)).toEqual(['2026-11-30']);
    expect(readFileSync(join(at, '2026-11-30/42.png'), 'utf8')).toBe('a');
  });

  it('has a name of its own among those of the run, whatever their templates give', async () => {
    const names = ['42', '42', '42-2'].map((name) => ({ ...fox, name }));
    expect(await save(folder(), 7, names)).toEqual(['42.png', '42-2.png', '42-2_2.png']);
  });

  it('that a killed server left unfinished is removed', async () => {
    const at = folder();
    writeFileSync(join(at, '.saving-x'), 'half');
    writeFileSync(join(at, 'kept.png'), '');
    await new OutputFolder(at).removeUnfinished();
    expect(readdirSync(at)).toEqual(['kept.png']);
  });

  it('has a name that is safe anywhere, whatever the workflow says', async () => {
    const prefixes = ['../../etc/passwd', '狐狸', 'aux.png', 'a:b', 'x. '];
    const at = folder();
    for (const prefix of prefixes) await save(at, 1, [{ ...fox, prefix }]);
    expect(readdirSync(at).toSorted()).toEqual(
      ['etc_passwd-00001.png', '狐狸-00001.png', '_aux.png-00001.png', 'a_b-00001.png', 'x-00001.png'].toSorted(),
    );
    expect(await save(folder(), 1, [{ ...fox, prefix: 'x', extension: '../sh' }])).toEqual(['x-00001.bin']);
  });
});

describe('previews', () => {
  const preview = { width: 2, height: 2, rgb: new Uint8Array(12) };

  it('are few: only the newest of each node, and none of a node that is over', async () => {
    const sent: string[] = [];
    const previews = new LatentPreviews({
      send: ({ node, value, mediaType }) => sent.push(`${node} ${value} ${mediaType}`),
      interval: 60,
    });
    const offer = (node: string, value: number): void => previews.offer({ run: 'r', node, value, max: 100 }, preview);
    for (let value = 1; value <= 50; value++) offer('a', value);
    offer('b', 1);
    await sleep(30);
    for (let value = 51; value <= 80; value++) offer('a', value);
    previews.drop('b');
    while (sent.length < 2) await sleep(5);
    previews.close();
    await sleep(80);
    expect(sent).toEqual(['a 1 image/webp', 'a 80 image/webp']);
  });

  it('that were being encoded when their node ended are not sent', async () => {
    const sent: string[] = [];
    const previews = new LatentPreviews({ send: ({ node }) => sent.push(node), interval: 1 });
    previews.offer({ run: 'r', node: 'a', value: 1, max: 2 }, preview);
    previews.drop('a');
    await sleep(50);
    expect(sent).toEqual([]);
  });
});

describe('progress', () => {
  const forecast = (seconds: readonly (number | undefined)[]): Forecast => {
    const known = seconds.filter((each) => each !== undefined);
    return {
      nodes: [
        ...seconds.map((each, index) => ({
          node: `n${index}`,
          type: 't',
          action: 'run' as const,
          why: { kind: 'first-time' as const },
          seconds: each,
        })),
        { node: 'kept', type: 't', action: 'reuse', tier: 'memory' },
      ],
      seconds: known.length > 0 ? known.reduce((sum, each) => sum + each, 0) : undefined,
      unknown: seconds.length - known.length,
    };
  };

  it('weighs nodes by their last duration, and counts the steps of a running node', () => {
    expect(progressOf(undefined, {})).toBeUndefined();
    expect(progressOf(forecast([]), {})).toBeUndefined();
    expect(progressOf(forecast([1, 3]), {})).toBe(0);
    expect(progressOf(forecast([1, 3]), { n0: { state: 'done' }, n1: { state: 'running', value: 1, max: 3 } })).toBe(
      0.5,
    );
    expect(progressOf(forecast([2, undefined]), { n1: { state: 'done' } })).toBe(0.5);
    expect(progressOf(forecast([undefined, undefined]), { n1: { state: 'failed' } })).toBe(0.5);
    expect(progressOf(forecast([1]), { n0: { state: 'done' }, kept: { state: 'done' } })).toBe(1);
  });
});
