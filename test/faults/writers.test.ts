/** Every writer of results, failing at every one of its steps: whole files or none, a sentence, and no leftovers. */
import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { DISK } from '../../engine/files/file-layer.ts';
import { StorageError } from '../../engine/files/storage-error.ts';
import { claimName } from '../../engine/files/write-file.ts';
import { NodeRegistry } from '../../engine/graph/registry.ts';
import { saveNumbered } from '../../engine/host/save-files.ts';
import { writeOutput } from '../../engine/host/write-output.ts';
import { makeFolders } from '../../engine/server/folders.ts';
import { Foreign } from '../../engine/server/foreign/foreign.ts';
import { DEFAULT_LIMITS } from '../../engine/server/limits.ts';
import { storeInput } from '../../engine/server/pictures/store.ts';
import { OutputFolder } from '../../engine/server/runs/output-files.ts';
import { PictureFolder } from '../../engine/server/runs/pictures/picture-folder.ts';
import { WorkflowFiles } from '../../engine/server/workflows/files.ts';
import { parseWorkflow } from '../../engine/workflow/load.ts';
import { repoPath } from '../inference/support/goldens.ts';
import { CODES, failingFiles, type Faults } from './failing-files.ts';

const foreign = new Foreign(new NodeRegistry(), { version: '', limits: DEFAULT_LIMITS });
afterAll(() => foreign.close());

let folder = '';
let faults: Faults;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'inkloom-writers-'));
  faults = failingFiles();
});

const PICTURE = await readFile(repoPath('test/fixtures/images/a.png'));
const OTHER = await readFile(repoPath('test/fixtures/images/b.png'));
const workflow = (name: string) =>
  parseWorkflow(JSON.stringify({ format: 'inkloom-workflow', version: 3, name, nodes: {} }), name);
const output = { prefix: 'fox', extension: 'png', mediaType: 'image/png', data: PICTURE };

interface Writer {
  /** Writes new content. @returns the name in the folder that it got. */
  readonly write: () => Promise<string>;
  readonly content: string;
}

const WRITERS: Readonly<Record<string, () => Writer | Promise<Writer>>> = {
  'a picture of the command line': () => ({
    write: async () => (await saveNumbered(folder, output, faults.files)).slice(folder.length + 1),
    content: PICTURE.toString('latin1'),
  }),
  'a picture of a run': () => ({
    write: async () => (await new OutputFolder(folder, faults.files).ofRun(7).save(output)).name,
    content: PICTURE.toString('latin1'),
  }),
  'a picture of a node': () => ({
    write: async () => (await new PictureFolder(folder, 2 ** 30, faults.files).write('a.png', PICTURE)).name,
    content: PICTURE.toString('latin1'),
  }),
  'a workflow': () => ({
    write: async () => {
      await new WorkflowFiles(folder, foreign, faults.files).write('fox', workflow('Fox'), undefined);
      return 'fox.json';
    },
    content: '"Fox"',
  }),
  'an upload': async () => {
    const folders = { ...(await makeFolders(folder, [])), input: folder, inputs: [folder] };
    return {
      write: async () => {
        const content = Readable.from([PICTURE.subarray(0, 100), PICTURE.subarray(100)]);
        return (await storeInput({ folders, foreign, limits: DEFAULT_LIMITS, files: faults.files }, 'a.png', content))
          .name;
      },
      content: PICTURE.toString('latin1'),
    };
  },
};

/** Files in the folder with their content; folders are left out. */
async function contents(): Promise<Record<string, string>> {
  const entries = (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isFile());
  const read = entries.map(async ({ name }) => [name, await readFile(join(folder, name), 'latin1')] as const);
  return Object.fromEntries(await Promise.all(read));
}

/** Steps of a write after the name was given: a fault there may leave the whole file. */
describe.each(Object.keys(WRITERS))('%s', (name) => {
  it.each(CODES)('on %s at any step leaves a whole file or none, and says why', async (code) => {
    const writer = await WRITERS[name]?.();
    if (!writer) throw new Error(name);
    const before = await contents();
    let failures = 0;
    for (let step = 1; ; step++) {
      faults.failAt(step, { code });
      const error = await writer.write().then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      if (faults.count() < step) break;
      failures += 1;
      expect(error, `step ${step}`).toBeInstanceOf(StorageError);
      expect((error as Error).message).toContain(folder);
      expect((error as Error).message).not.toContain('injected');
      const changed = Object.entries(await contents()).filter(([file, content]) => before[file] !== content);
      expect(changed.filter(([, content]) => !content.includes(writer.content))).toEqual([]);
    }
    expect(failures).toBeGreaterThan(3);
    faults.failAt(undefined);
    const written = await writer.write();
    expect((await contents())[written]).toContain(writer.content);
    expect(Object.keys(await contents()).filter((file) => file.startsWith('.'))).toEqual([]);
  });
});

describe('a full disk', () => {
  it('leaves the workflow that is replaced as it was', async () => {
    const files = new WorkflowFiles(folder, foreign, faults.files);
    await files.write('fox', workflow('Before'), undefined);
    const before = await contents();
    for (let step = 1; step <= 4; step++) {
      faults.failAt(step, { forGood: true });
      await expect(files.write('fox', workflow('After'), undefined)).rejects.toMatchObject({ code: 'disk-full' });
      expect(await contents()).toEqual(before);
    }
  });

  it('that ends gives a run that is carried out again the same name', async () => {
    faults.failAt(3, { forGood: true });
    const outputs = new OutputFolder(folder, faults.files);
    await expect(outputs.ofRun(7).save(output)).rejects.toThrow(`The disk is full: ${folder}/fox-00007.png could not`);
    faults.failAt(undefined);
    expect((await outputs.ofRun(7).save(output)).name).toBe('fox-00007.png');
  });
});

describe('without hard links', () => {
  it('a file still gets its name whole, and never the name of another', async () => {
    const files = { ...DISK, link: () => Promise.reject(Object.assign(new Error('no'), { code: 'ENOTSUP' })) };
    const [from, to] = [join(folder, 'from'), join(folder, 'to')];
    await writeFile(from, PICTURE);
    await writeFile(to, OTHER);
    expect(await claimName(from, to, files)).toBe(false);
    expect(await readFile(to)).toEqual(OTHER);
    expect(await claimName(from, join(folder, 'free'), files)).toBe(true);
    expect(await readFile(join(folder, 'free'))).toEqual(PICTURE);
  });

  it('a name is free again when the file cannot take it', async () => {
    const refuse = (code: string) => () => Promise.reject(Object.assign(new Error('no'), { code }));
    const files = { ...DISK, link: refuse('ENOTSUP'), rename: refuse('ENOSPC') };
    await writeFile(join(folder, 'from'), PICTURE);
    await expect(claimName(join(folder, 'from'), join(folder, 'to'), files)).rejects.toThrow('The disk is full');
    expect(await readdir(folder)).toEqual(['from']);
  });
});

describe('the answer of a command', () => {
  it('replaces a file whole, follows a link, and names what is in the way', async () => {
    await writeOutput(join(folder, 'a.svg'), 'one');
    await writeOutput(join(folder, 'a.svg'), 'two');
    expect(await contents()).toEqual({ 'a.svg': 'two' });
    await writeOutput('/dev/null', 'nothing');
    await expect(writeOutput(join(folder, 'a.svg', 'b'), 'x')).rejects.toThrow('a part of the path is a file');
    await expect(writeOutput(join(folder, 'no', 'b'), 'x')).rejects.toThrow('its folder does not exist');
    await expect(writeOutput(folder, 'x')).rejects.toThrow('it is a folder');
  });
});

describe('a picture of a node that is damaged on the disk', () => {
  it('counts as absent, so that it is made anew', async () => {
    const name = `${'0'.repeat(32)}-1of1-16x16.png`;
    for (const damage of [PICTURE.subarray(0, -1), PICTURE.subarray(0, 50), flipped(PICTURE, 60)]) {
      const pictures = new PictureFolder(folder, 2 ** 30);
      await pictures.keep('0'.repeat(32), [await pictures.write(name, PICTURE)]);
      expect(await pictures.take('0'.repeat(32))).toHaveLength(1);
      await pictures.keep('0'.repeat(32), [await pictures.write(name, PICTURE)]);
      await writeFile(join(folder, name), damage);
      expect(await pictures.take('0'.repeat(32))).toBeUndefined();
    }
  });
});

function flipped(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ 1;
  return copy;
}
