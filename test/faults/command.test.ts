/** The command line on a full or read-only disk: exit code 1, one sentence, no stack, no file cut short. */
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { repoPath } from '../inference/support/goldens.ts';
import { PROGRAM } from '../support/compiled.ts';

const WORKFLOW = {
  format: 'inkloom-workflow',
  version: 3,
  name: 'Save',
  nodes: {
    load: { type: 'load-image', inputs: { image: 'example.png' } },
    save: { type: 'save-image', inputs: { image: { from: 'load.image' } } },
  },
};

interface Outcome {
  readonly code: number | null;
  readonly stderr: string;
  readonly folder: string;
}

async function inkloom(fault: string, ...args: readonly string[]): Promise<Outcome> {
  const folder = await mkdtemp(join(tmpdir(), 'inkloom-faults-'));
  await writeFile(join(folder, 'save.json'), JSON.stringify(WORKFLOW));
  await mkdir(join(folder, 'out'));
  const preload = pathToFileURL(repoPath('test/faults/fail-in-process.mjs')).href;
  const child = spawn(process.execPath, ['--import', preload, PROGRAM, ...args], {
    cwd: folder,
    env: { ...process.env, INKLOOM_CACHE: join(folder, 'cache'), INKLOOM_MODELS: '', FAULT: fault },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, stderr, folder };
}

it.each([
  ['ENOSPC open .saving-', 'The disk is full: '],
  ['ENOSPC link .saving-', 'The disk is full: '],
  ['EROFS open .saving-', 'its file system is read-only. Choose another folder'],
  ['EACCES open .saving-', 'the user of this process lacks the right'],
  // Found before anything is computed.
  ['ENOSPC open .inkloom-', 'The disk is full: '],
])('%s: a run says so and exits with 1', async (fault, sentence) => {
  const { code, stderr, folder } = await inkloom(fault, 'run', 'save.json');
  expect(stderr).toContain(sentence);
  expect(stderr).toContain('out');
  expect(stderr).not.toMatch(/\n\s+at |injected/);
  expect(code).toBe(1);
  expect(await readdir(join(folder, 'out'))).toEqual([]);
});

it('a run whose cache cannot be written is done, and says that nothing is kept', async () => {
  const { code, stderr, folder } = await inkloom('ENOSPC open .tmp', 'run', 'save.json');
  expect(stderr).toContain('A result could not be kept');
  expect(stderr).toContain('The disk is full');
  expect(stderr).not.toMatch(/\n\s+at |injected/);
  expect(code).toBe(0);
  expect(await readdir(join(folder, 'out'))).toHaveLength(1);
});

it('a file the user named is written whole or not at all', async () => {
  const { code, stderr, folder } = await inkloom('ENOSPC rename .saving-', 'draw', 'save.json', '-o', 'drawing.svg');
  expect([code, stderr]).toEqual([
    1,
    `The disk is full: drawing.svg could not be written. Free some space, then try again.\n`,
  ]);
  expect((await readdir(folder)).filter((name) => /svg|saving/.test(name))).toEqual([]);
});
