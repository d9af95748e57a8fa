// The tier that machines share: results of one are found by another, and whatever is damaged, missing or out of reach
// costs time only.
import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { FolderStore } from '../../../engine/store/folder/folder-store.ts';
import { ModelStore } from '../../store/model-store.ts';
import { faulty } from './faulty-store.ts';
import { machine, make, outputOf, picture } from './slow-nodes.ts';

const folder = mkdtempSync(join(tmpdir(), 'inkloom-shared-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Paths of all files below a folder. */
async function filesBelow(root: string): Promise<string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

describe('a second machine', () => {
  it('computes nothing that the first one has', async () => {
    const store = new ModelStore();
    const [first, second] = [machine(store), machine(store)];
    expect(await make(first, 4)).toEqual(outputOf(4));
    expect(await make(second, 4)).toEqual(outputOf(4));
    expect(second.ran).toEqual([]);
    const { origin } = await originOf(second, 4);
    expect(origin).toBe('memory');
  });

  it('goes on after the last step of a picture that the first one was killed at', async () => {
    const store = new ModelStore();
    const stop = new AbortController();
    const first = machine(store, (step) => step === 3 && stop.abort());
    await first.engine.run(picture(6), { signal: stop.signal });
    await first.shared.close();
    const second = machine(store);
    expect(await make(second, 6)).toEqual(outputOf(6));
    // The step during which the first was stopped was not done.
    expect(second.ran).toEqual([3, 4, 5]);
  });

  it('says that a result is from the store', async () => {
    const store = new ModelStore();
    await make(machine(store), 2);
    expect(await originOf(machine(store), 2)).toMatchObject({ node: 's1', origin: 'store' });
  });

  it('finds a result that only an expansion or a link named', async () => {
    const store = new ModelStore();
    const first = machine(store);
    await make(first, 1);
    const [entry] = [...(await first.shared.lookup(await keysIn(store))).values()];
    await first.shared.link('f'.repeat(64), entry?.entry as never);
    await first.shared.close();
    expect((await machine(store).shared.lookup(['f'.repeat(64)])).size).toBe(1);
  });
});

describe('a forecast', () => {
  it('made again at once asks for no missing entry twice, and a run asks before each step', async () => {
    const store = new ModelStore();
    let asked = 0;
    const count = (): boolean => {
      asked += 1;
      return false;
    };
    const { engine, ran } = machine(faulty(store, count));
    await engine.forecast(picture(5));
    await engine.forecast(picture(5));
    expect(asked).toBe(5);
    await make(machine(store), 3);
    await engine.run(picture(5));
    // The shallow keys of steps are asked for one by one, so what another machine just wrote is found.
    expect(ran).toEqual([3, 4]);
  });

  it('finds what the machine itself wrote meanwhile', async () => {
    const { engine, shared } = machine(new ModelStore());
    await engine.forecast(picture(2));
    await engine.run(picture(2));
    await shared.close();
    const { nodes } = await engine.forecast(picture(2));
    expect(nodes.filter(({ action }) => action === 'run')).toEqual([]);
  });
});

describe('what is kept', () => {
  it('is never what is computed faster than it is read', async () => {
    const store = new ModelStore();
    const { shared } = machine(store);
    const output = { digest: 'a'.repeat(64), bytes: 10_000_000, type: 'image' };
    await shared.write(['b'.repeat(64)], { outputs: { value: output }, seconds: 0.15 }, { value: 'large and cheap' });
    await shared.close();
    expect(await keysIn(store)).toEqual([]);
  });

  it('is never replaced by another machine', async () => {
    const store = new ModelStore();
    const key = 'c'.repeat(64);
    const written = async (text: string) => {
      const { shared } = machine(store);
      const output = { digest: text.repeat(64).slice(0, 64), bytes: 8, type: 'text' };
      await shared.write([key], { outputs: { value: output }, seconds: 1 }, { value: text });
      await shared.close();
    };
    await written('1');
    await written('2');
    const found = (await machine(store).shared.lookup([key])).get(key);
    expect(found?.entry.outputs['value']?.digest).toBe('1'.repeat(64));
  });
});

/** With one bit changed near the end, where a latent has its numbers and an entry its places. */
function flipped(bytes: Buffer): Buffer {
  const at = Math.max(0, bytes.length - 40);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  return bytes;
}

describe('damage', () => {
  it.each([
    ['changed', (path: string, bytes: Buffer) => writeFile(path, flipped(bytes))],
    ['cut', (path: string, bytes: Buffer) => writeFile(path, bytes.subarray(0, bytes.length / 2))],
    ['emptied', (path: string) => writeFile(path, '')],
    ['removed', (path: string) => rm(path)],
  ])('of any file that is %s is a miss, and is mended', async (_, damage) => {
    const root = join(folder, _);
    await mkdir(root);
    const store = new FolderStore(root);
    await make(machine(store), 2);
    const files = await filesBelow(root);
    expect(files.length).toBeGreaterThan(4);
    for (const path of files) {
      const bytes = await readFile(path).catch(() => undefined);
      if (bytes) await damage(path, bytes);
      expect(await make(machine(store), 2)).toEqual(outputOf(2));
    }
    const last = machine(store);
    await make(last, 2);
    expect(last.ran).toEqual([]);
  });

  it('of an entry that was copied under another key is a miss', async () => {
    const store = new ModelStore();
    await make(machine(store), 1);
    const [key = ''] = await keysIn(store);
    const records = store.shelf('results');
    const text = await records.getRecord(`actions-1/${key.slice(0, 2)}/${key}`);
    await records.putRecord(`actions-1/dd/${'d'.repeat(64)}`, text ?? '');
    expect((await machine(store).shared.lookup(['d'.repeat(64), key])).size).toBe(1);
  });
});

describe('an outage', () => {
  it('at any moment changes no result, and is said once', async () => {
    const store = new ModelStore();
    for (let after = 0; after < 14; after++) {
      let asked = 0;
      const cut = machine(faulty(store, () => asked++ >= after));
      expect(await make(cut, 3)).toEqual(outputOf(3));
      expect(cut.said.filter((message) => message.includes('cannot be read')).length).toBeLessThanOrEqual(1);
      expect(cut.said.filter((message) => message.includes('cannot be written')).length).toBeLessThanOrEqual(1);
      // What is found has its values: they were written before.
      const { shared } = machine(store);
      for (const { entry } of (await shared.lookup(await keysIn(store))).values())
        for (const output of Object.values(entry.outputs)) expect(await shared.read(output)).toBeDefined();
    }
  });

  it('of a store that is there to be read only costs no result', async () => {
    const store = new ModelStore();
    await make(machine(store), 2);
    const shelf = store.shelf('results');
    shelf.addRecord = () => Promise.reject(new Error('AccessDenied'));
    const reader = machine(store);
    expect(await make(reader, 4)).toEqual(outputOf(4));
    expect(reader.ran).toEqual([2, 3]);
    expect(reader.said).toEqual([expect.stringContaining('cannot be written')]);
  });
});

/** Keys of all entries. */
async function keysIn(store: ModelStore): Promise<string[]> {
  const keys: string[] = [];
  for await (const { name } of store.shelf('results').records('actions-1/')) keys.push(name.slice(-64));
  return keys;
}

/** Where the last step came from. */
async function originOf({ engine }: ReturnType<typeof machine>, steps: number) {
  const origins: { node: string; origin: string }[] = [];
  await engine.run(picture(steps), {
    onEvent: (event) => event.type === 'node-done' && origins.push({ node: event.node, origin: event.origin }),
  });
  return origins.find(({ node }) => node === `s${steps - 1}`) ?? { node: '', origin: origins[0]?.origin };
}
