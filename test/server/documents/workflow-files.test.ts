/** Names of saved workflows: different or the same on every system alike. */
import { mkdtemp, readdir, readFile, rename } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { NodeRegistry } from '../../../engine/graph/registry.ts';
import { Foreign } from '../../../engine/server/foreign/foreign.ts';
import { DEFAULT_LIMITS } from '../../../engine/server/limits.ts';
import { WorkflowFiles } from '../../../engine/server/workflows/files.ts';
import { parseWorkflow } from '../../../engine/workflow/load.ts';

const foreign = new Foreign(new NodeRegistry(), { version: '', limits: DEFAULT_LIMITS });
afterAll(() => foreign.close());

let folder = '';
let files: WorkflowFiles;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'inkloom-workflow-files-'));
  files = new WorkflowFiles(folder, foreign);
});

const titled = (name: string) =>
  parseWorkflow(JSON.stringify({ format: 'inkloom-workflow', version: 3, name, nodes: {} }), name);
const ABSENT = { absent: true } as const;
const names = async (): Promise<string[]> => (await files.list()).map(({ name }) => name);

describe('two names that differ only in capitals', () => {
  it('are not given to two workflows, since they would be one file on Windows and macOS', async () => {
    await files.write('Fox', titled('one'), ABSENT);
    await expect(files.write('fox', titled('two'), ABSENT)).rejects.toMatchObject({
      code: 'exists',
      message: 'There is a workflow "Fox" already.',
    });
    expect(await readdir(folder)).toEqual(['Fox.json']);
  });

  it('are told apart when a workflow is read or deleted', async () => {
    await files.write('Fox', titled('one'), ABSENT);
    await expect(files.read('fox')).rejects.toMatchObject({ status: 404 });
    await expect(files.remove('fox')).rejects.toMatchObject({ status: 404 });
    expect((await files.read('Fox')).workflow.name).toBe('one');
  });

  it('replace each other when the user says so, and the new name holds', async () => {
    await files.write('Fox', titled('one'), ABSENT);
    await files.write('fox', titled('two'), undefined);
    expect(await readdir(folder)).toEqual(['fox.json']);
    expect((await files.read('fox')).workflow.name).toBe('two');
    expect(await names()).toEqual(['fox']);
  });

  it('count as a conflict when the file was changed under the other name', async () => {
    const digest = await files.write('Fox', titled('one'), ABSENT);
    await rename(join(folder, 'Fox.json'), join(folder, 'FOX.json'));
    await files.write('Fox', titled('two'), { digest });
    expect(await readdir(folder)).toEqual(['Fox.json']);
    await expect(files.write('fox', titled('three'), { digest })).rejects.toMatchObject({ code: 'conflict' });
  });
});

describe('a name with accents', () => {
  it('is found however the system spells it, and is listed in NFC', async () => {
    const digest = await files.write('Füchse', titled('one'), ABSENT);
    await rename(join(folder, 'F\u00FCchse.json'), join(folder, 'Fu\u0308chse.json'));
    expect(await names()).toEqual(['F\u00FCchse']);
    expect((await files.read('F\u00FCchse')).digest).toBe(digest);
    expect((await files.read('Fu\u0308chse')).digest).toBe(digest);
    await files.write('Fu\u0308chse', titled('two'), { digest });
    expect(await readdir(folder)).toEqual(['F\u00FCchse.json']);
    await files.remove('Fu\u0308chse');
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('a name that Windows would not keep', () => {
  it.each(['CON', 'aux.fox', 'LPT¹', 'fox.', 'fox ', 'a:b', 'a\\b', 'a/b', 'a\u0007b', 'a?b', 'nul .x'])(
    'is refused on every system: %j',
    async (name) => {
      await expect(files.write(name, titled('x'), undefined)).rejects.toMatchObject({ code: 'invalid-name' });
      expect(await readdir(folder)).toEqual([]);
    },
  );
});

it('nothing is read of a file that no list shows', async () => {
  await files.write('fox', titled('one'), ABSENT);
  expect(JSON.parse(await readFile(join(folder, 'fox.json'), 'utf8'))).toMatchObject({ name: 'one' });
  await expect(files.read('../fox')).rejects.toMatchObject({ status: 404 });
});
