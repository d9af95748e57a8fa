/** The files of docs/examples/deploy: what they start exists, and what they watch is counted. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Registry } from 'prom-client';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import { main } from '../../engine/cli/main.ts';
import type { Program } from '../../engine/cli/program.ts';
import { makeMeters } from '../../engine/server/metrics/meters.ts';
import { repoPath } from '../inference/support/goldens.ts';

interface ComposeService {
  readonly image: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly depends_on?: Readonly<Record<string, unknown>>;
  readonly read_only?: boolean;
  readonly volumes?: readonly string[];
  readonly build?: { readonly context: string; readonly dockerfile: string };
}

const FOLDER = repoPath('docs/examples/deploy');
const textOf = (name: string): Promise<string> => readFile(join(FOLDER, name), 'utf8');

afterEach(() => void vi.restoreAllMocks());

/** Whether the command line takes these words: with `--help`, a command reads its options and starts nothing. */
async function isTaken(words: readonly string[]): Promise<boolean> {
  for (const stream of [process.stdout, process.stderr]) vi.spyOn(stream, 'write').mockReturnValue(true);
  return (await main([...words, '--help'], {} as Program)) === 0;
}

/** Names such as INKLOOM_STORE that the program reads. */
const READ = ['QUEUE', 'STORE', 'TOKEN', 'DATA', 'CACHE', 'MODELS'].map((name) => `INKLOOM_${name}`);

describe('compose.yaml', async () => {
  const { services, volumes } = parse(await textOf('compose.yaml'), { merge: true }) as {
    readonly services: Readonly<Record<string, ComposeService>>;
    readonly volumes: Readonly<Record<string, null>>;
  };
  const own = Object.values(services).filter(({ image }) => image === 'inkloom:local');

  it('has a server, two workers, a queue and a store', () => {
    expect(Object.keys(services)).toEqual(['server', 'worker-1', 'worker-2', 'valkey', 'store', 'bucket']);
    expect(own.map(({ command = [] }) => command[0])).toEqual(['start', 'worker', 'worker']);
  });

  it('starts Inkloom by options that there are', async () => {
    for (const { command = [] } of own) expect([command, await isTaken(command)]).toEqual([command, true]);
    expect(await isTaken(['start', '--no-such-option'])).toBe(false);
  });

  it('sets variables that the program reads', () => {
    const set = own.flatMap(({ environment = {} }) => Object.keys(environment));
    const unknown = set.filter((name) => !name.startsWith('AWS_') && !READ.includes(name));
    expect(unknown).toEqual([]);
  });

  it('names images by version, volumes that it has, and services that there are', () => {
    for (const [name, { image, volumes: used = [], depends_on: needed = {} }] of Object.entries(services)) {
      expect([name, image]).toEqual([name, expect.stringMatching(/:(?:local|v?\d+\.\d+\S*)$/)]);
      const named = used.map((each) => each.split(':')[0] ?? '').filter((each) => /^[a-z]/.test(each));
      expect(Object.keys(volumes)).toEqual(expect.arrayContaining(named));
      expect(Object.keys(services)).toEqual(expect.arrayContaining(Object.keys(needed)));
    }
  });

  it('lets Inkloom write nothing but its volumes, and models not at all', () => {
    for (const { read_only: isReadOnly, volumes: used = [], build } of own) {
      expect(isReadOnly).toBe(true);
      expect(used.filter((each) => each.includes(':/models'))).toEqual([expect.stringMatching(/:ro$/)]);
      expect(existsSync(join(FOLDER, build?.context ?? '', build?.dockerfile ?? ''))).toBe(true);
    }
  });
});

describe('Dockerfile', async () => {
  const lines = (await textOf('Dockerfile')).split('\n');
  const after = (word: string): readonly string[] =>
    lines.flatMap((line) => (line.startsWith(`${word} `) ? [line.slice(word.length + 1)] : []));

  it('runs as a user without rights, of an image named by version', () => {
    expect(after('USER')).toEqual(['node']);
    for (const from of after('FROM')) expect(from).toMatch(/^node:\d+\.\d+\.\d+-/);
  });

  it('starts the server by options that there are', async () => {
    expect(after('ENTRYPOINT')).toEqual(['["inkloom"]']);
    expect(await isTaken(JSON.parse(after('CMD')[0] ?? '[]') as string[])).toBe(true);
  });

  it('copies what the package has', async () => {
    const copied = after('COPY').flatMap((line) => /^--from=build \/build\/(\S+)/.exec(line)?.[1] ?? []);
    const { files } = JSON.parse(await readFile(repoPath('package.json'), 'utf8')) as { readonly files: string[] };
    const shipped = files.filter((name) => !name.startsWith('!'));
    expect(copied).toEqual(expect.arrayContaining(shipped));
    for (const name of copied.filter((each) => each !== 'dist')) expect(existsSync(repoPath(name))).toBe(true);
  });
});

it.each(['docs/examples/deploy/alerts.yaml', 'docs/operations.md'])('%s names metrics that there are', async (path) => {
  const registry = new Registry();
  makeMeters(registry);
  const known = registry.getMetricsAsArray().map(({ name }) => name);
  const named = (await readFile(repoPath(path), 'utf8')).match(/\binkloom_[a-z_]+/g) ?? [];
  expect(named.length).toBeGreaterThan(5);
  expect(known).toEqual(expect.arrayContaining(named.map((name) => name.replace(/_(?:bucket|sum|count)$/, ''))));
});
