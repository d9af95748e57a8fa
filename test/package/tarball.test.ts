/** What `npm pack` puts into the package, and what installing it brings along. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { satisfies } from 'semver';
import { describe, expect, it } from 'vitest';
import { repoPath } from '../inference/support/goldens.ts';

const execute = promisify(execFile);

/** What the lockfile says of one package. */
interface Locked {
  readonly dev?: boolean;
  readonly engines?: { readonly node?: string };
  readonly hasInstallScript?: boolean;
}

async function readJson<T>(path: string): Promise<T> {
  return JSON.parse(await readFile(repoPath(path), 'utf8')) as T;
}

const lockedPackages = async (): Promise<[path: string, Locked][]> =>
  Object.entries(
    (await readJson<{ readonly packages: Readonly<Record<string, Locked>> }>('package-lock.json')).packages,
  );

it('names what people may import', async () => {
  const { exports } = await readJson<{ readonly exports: Readonly<Record<string, unknown>> }>('package.json');
  expect(Object.keys(exports)).toEqual(['.', './workflow.schema.json']);
});

describe('the tarball', () => {
  interface Packed {
    readonly files: readonly { readonly path: string; readonly size: number }[];
  }

  it('holds what runs, and nothing that only tests, training or documents need', async () => {
    const { stdout } = await execute('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
      cwd: repoPath('.'),
    });
    const [packed] = Object.values(JSON.parse(stdout) as Readonly<Record<string, Packed>>);
    const paths = packed?.files.map(({ path }) => path) ?? [];
    expect(paths).toEqual(
      expect.arrayContaining([
        'engine/cli/inkloom.mjs',
        'models/nano/transformer/diffusion_pytorch_model.safetensors',
        'workflows/text-to-image.json',
        'workflows/workflow.schema.json',
      ]),
    );
    expect(
      paths.filter((path) => /tiny-random|^models\/.*\/(?:train|pictures)\/|\.map$|^(?:test|bench|docs)\//.test(path)),
    ).toEqual([]);
    // Nano's weights are 29.4 MB of it. A build that may be there does not count.
    const sizes = packed?.files.filter(({ path }) => !path.startsWith('dist/')).map(({ size }) => size) ?? [];
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(32_500_000);
  });

  // One of onnxruntime fetches what Inkloom does not use. msgpackr works without what the other compiles.
  it('needs no install script', async () => {
    const scripted = (await lockedPackages()).filter(([, { dev, hasInstallScript }]) => hasInstallScript && !dev);
    expect(scripted.map(([path]) => path)).toEqual(['node_modules/msgpackr-extract', 'node_modules/onnxruntime-node']);
  });

  it('installs without a warning on Node 20.19', async () => {
    const packages = await lockedPackages();
    const unfit = packages.flatMap(([path, { engines }]) =>
      engines?.node === undefined || satisfies('20.19.0', engines.node) ? [] : [`${path} ${engines.node}`],
    );
    expect(unfit).toEqual([]);
    expect(packages.length).toBeGreaterThan(100);
  });
});
