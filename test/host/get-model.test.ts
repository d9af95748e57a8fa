/** Models are got from a Hub of this machine: whole, in pieces, and with everything that goes wrong on the way. */
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { getModel, layoutFolder, type GetOptions, type GotFile } from '../../engine/host/get/get-model.ts';
import type { HubFile } from '../../engine/host/get/models-table.ts';
import { hubServer, type HubBehaviour, type HubServer } from '../support/hub-server.ts';

const TRANSFORMER: HubFile = {
  repository: 'Comfy-Org/Some_ComfyUI',
  path: 'split_files/diffusion_models/some.safetensors',
  folder: 'diffusion_models',
  gigabytes: 1,
};
const VAE: HubFile = { ...TRANSFORMER, path: 'split_files/vae/some vae.safetensors', folder: 'vae' };
const BYTES = randomBytes(300_000);
const DIGEST = createHash('sha256').update(BYTES).digest('hex');
const PART = 'diffusion_models/some.safetensors.part';

interface Case {
  readonly hub: HubServer;
  readonly folder: string;
  readonly get: (files?: readonly HubFile[], more?: Partial<GetOptions>) => Promise<readonly GotFile[]>;
}

async function on(behaviour: Partial<HubBehaviour> = {}, token?: string): Promise<Case> {
  const hub = await hubServer({ bytesOf: () => BYTES, ...behaviour });
  onTestFinished(() => hub.close());
  const folder = await mkdtemp(join(tmpdir(), 'inkloom-get-'));
  const options: GetOptions = {
    hub: { endpoint: hub.endpoint, token },
    folder,
    signal: new AbortController().signal,
    onProgress: () => {},
  };
  return { hub, folder, get: (files = [TRANSFORMER], more = {}) => getModel(files, { ...options, ...more }) };
}

async function digestOf(path: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
}

const ranges = ({ requests }: HubServer): (string | undefined)[] =>
  requests.filter(({ host }) => host === 'store').map(({ range }) => range);

it('brings files into the folders of ComfyUI, and loads none again', async () => {
  const { hub, folder, get } = await on();
  const progress: number[] = [];
  const got = await get([TRANSFORMER, VAE], { onProgress: (_path, done, of) => progress.push(done / of) });
  expect(got.map(({ path, wasThere }) => [path, wasThere])).toEqual([
    [join(folder, 'diffusion_models/some.safetensors'), false],
    [join(folder, 'vae/some vae.safetensors'), false],
  ]);
  for (const { path } of got) expect(await digestOf(path)).toBe(DIGEST);
  expect(await readdir(join(folder, 'vae'))).toEqual(['some vae.safetensors']);
  expect(progress[0]).toBe(0);
  expect(progress.at(-1)).toBe(1);
  expect(progress).toEqual(progress.toSorted((a, b) => a - b));
  const again = await get([TRANSFORMER, VAE]);
  expect(again.every(({ wasThere }) => wasThere)).toBe(true);
  expect(ranges(hub)).toEqual([undefined, undefined]);
});

it('goes on after connections that break', async () => {
  const { hub, folder, get } = await on({ cuts: [100_000, 50_000] });
  await get();
  expect(await digestOf(join(folder, 'diffusion_models/some.safetensors'))).toBe(DIGEST);
  const [whole, second, third] = ranges(hub);
  expect(whole).toBeUndefined();
  // The end of what was sent may be lost with the connection.
  const from = [second, third].map((range) => Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1]));
  expect(from[0]).toBeGreaterThan(0);
  expect(from[0]).toBeLessThanOrEqual(100_000);
  expect(from[1]).toBeGreaterThan(from[0] ?? 0);
});

it('goes on where an earlier run was stopped', async () => {
  const { hub, folder, get } = await on({ hangsAfter: 100_000 });
  const stopping = new AbortController();
  const stopped = get([TRANSFORMER], {
    signal: stopping.signal,
    onProgress: (_path, done) => done === 100_000 && stopping.abort(),
  });
  await expect(stopped).rejects.toThrow('abort');
  expect(BYTES.subarray(0, 100_000).equals(await readFile(join(folder, PART)))).toBe(true);
  const [file] = await get();
  expect(await digestOf(file?.path ?? '')).toBe(DIGEST);
  expect(ranges(hub)).toEqual([undefined, 'bytes=100000-']);
});

it('begins anew where a server sends no ranges', async () => {
  const { folder, get } = await on({ ignoresRanges: true });
  await mkdir(join(folder, 'diffusion_models'));
  await writeFile(join(folder, PART), BYTES.subarray(0, 1000));
  const [file] = await get();
  expect(await digestOf(file?.path ?? '')).toBe(DIGEST);
});

it('begins anew after a part that is longer than the file', async () => {
  const { hub, folder, get } = await on();
  await mkdir(join(folder, 'diffusion_models'));
  await writeFile(join(folder, PART), randomBytes(400_000));
  const [file] = await get();
  expect(await digestOf(file?.path ?? '')).toBe(DIGEST);
  expect(ranges(hub)).toEqual([undefined]);
});

it('removes a file whose digest does not fit', async () => {
  const { folder, get } = await on({ sha256: '0'.repeat(64) });
  await expect(get()).rejects.toThrow(/some\.safetensors arrived with other bytes than .* was removed\. Type the same/);
  expect(await readdir(join(folder, 'diffusion_models'))).toEqual([]);
});

it('removes a part of other bytes, although its size fits', async () => {
  const { folder, get } = await on();
  await mkdir(join(folder, 'diffusion_models'));
  await writeFile(join(folder, PART), randomBytes(1000));
  await expect(get()).rejects.toThrow('arrived with other bytes');
  const [file] = await get();
  expect(await digestOf(file?.path ?? '')).toBe(DIGEST);
});

it('compares sizes alone where the Hub names no SHA-256', async () => {
  const { get } = await on({ isLfs: false });
  expect(await get()).toMatchObject([{ size: BYTES.length, sha256: undefined, wasThere: false }]);
});

it('checks the space for what is still to be loaded before it loads anything', async () => {
  const { hub, folder, get } = await on();
  const freeBytes = async (): Promise<number> => BYTES.length;
  await expect(get([TRANSFORMER, VAE], { freeBytes })).rejects.toThrow(
    /too full: 586 KiB are still to be loaded, and 293 KiB are free\. Free some space, or .* with --to/,
  );
  expect(ranges(hub)).toEqual([]);
  await mkdir(join(folder, 'vae'));
  await writeFile(join(folder, 'vae/some vae.safetensors'), BYTES);
  expect(await get([TRANSFORMER, VAE], { freeBytes })).toMatchObject([{ wasThere: false }, { wasThere: true }]);
});

it('leaves a file of another size alone', async () => {
  const { hub, get } = await on();
  const [file] = await get();
  await truncate(file?.path ?? '', 1000);
  await expect(get()).rejects.toThrow(/has 1000 bytes, and the Hub's file of that name 300000: .* Move it away/);
  expect(ranges(hub)).toEqual([undefined]);
});

it('sends the token to the Hub and to no host that the Hub names', async () => {
  const { hub, get } = await on({ cuts: [100_000] }, 'hf_secret');
  await get();
  const sent = (host: string): Set<string | undefined> =>
    new Set(hub.requests.filter((each) => each.host === host).map(({ authorization }) => authorization));
  expect(sent('hub')).toEqual(new Set(['Bearer hf_secret']));
  expect(sent('store')).toEqual(new Set([undefined]));
});

it('follows a repository to its new name', async () => {
  const { get } = await on({ renamedTo: 'Comfy-Org/Some' });
  expect(await get()).toMatchObject([{ wasThere: false }]);
});

it.each([
  [401, undefined, /gives Comfy-Org\/Some_ComfyUI to nobody it does not know \(401\).* put it into HF_TOKEN/],
  [403, 'hf_mine', /does not give .* to the owner of HF_TOKEN \(403\)\. Open .* accept its terms/],
  [404, undefined, /has no Comfy-Org\/Some_ComfyUI: it was moved or renamed/],
  [500, undefined, /answers 500 when asked for Comfy-Org\/Some_ComfyUI\. Type the same command again/],
])('says what to do after %i', async (status, token, message) => {
  const { get } = await on({ status }, token);
  await expect(get()).rejects.toThrow(message);
});

it('names a file that the repository does not have', async () => {
  const { get } = await on({ bytesOf: () => Buffer.alloc(0) });
  await expect(get()).rejects.toThrow('has no split_files/diffusion_models/some.safetensors in Comfy-Org/Some_ComfyUI');
});

it('says that the Hub cannot be reached', async () => {
  const { hub, get } = await on();
  await hub.close();
  await expect(get()).rejects.toThrow(/cannot be reached \(ECONNREFUSED\)\. Check the network; a mirror is set with/);
});

it('finds the folders of an installation of ComfyUI', async () => {
  const root = await mkdtemp(join(tmpdir(), 'inkloom-get-'));
  expect(layoutFolder(root)).toBe(root);
  await mkdir(join(root, 'models/vae'), { recursive: true });
  expect(layoutFolder(root)).toBe(join(root, 'models'));
});
