// onnxruntime 1.29 and later reports to its maker unless ORT_DISABLE_TELEMETRY is set when its library first starts: it
// makes a device id, a database and a log, and looks up a collector after ten seconds. Nothing of that may happen.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { repoPath } from '../inference/support/goldens.ts';

const require = createRequire(import.meta.url);
/** The collector is called ten seconds after the library starts. */
const UPLOADED_AFTER = 12_000;

/** Network namespaces need Linux and a permission that some containers do not give. */
const canIsolate = ((): boolean => {
  try {
    execFileSync('unshare', ['-rn', 'true'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

interface Started {
  readonly child: ChildProcess;
  /** Files that the process and its children left at home, among temporary files, and in their working folder. */
  readonly files: () => Promise<string[]>;
}

const started: ChildProcess[] = [];
afterAll(() => started.forEach((child) => child.kill('SIGKILL')));

/** A process in folders of its own and without the variables that silence telemetry, such as `CI`. */
async function start(args: readonly string[], { isolated = false } = {}): Promise<Started> {
  const folder = await mkdtemp(join(tmpdir(), 'inkloom-telemetry-'));
  for (const name of ['home', 'tmp', 'here', 'cache']) await mkdir(join(folder, name));
  const command = isolated ? ['unshare', '-rn', process.execPath, ...args] : [process.execPath, ...args];
  const child = spawn(command[0] as string, command.slice(1), {
    cwd: join(folder, 'here'),
    env: {
      PATH: process.env['PATH'],
      HOME: join(folder, 'home'),
      TMPDIR: join(folder, 'tmp'),
      INKLOOM_CACHE: join(folder, 'cache'),
      // The wish of a shell does not count.
      ORT_DISABLE_TELEMETRY: '0',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  started.push(child);
  const files = async (): Promise<string[]> =>
    (await readdir(folder, { recursive: true }))
      // The loader of TypeScript keeps what it has compiled.
      .filter((path) => !/^(?:cache|tmp\/tsx-\d+)(?:\/|$)/.test(path) && path.includes('/'))
      .toSorted();
  return { child, files };
}

/** Connections and look-ups that were tried in the network namespace of a process, which has no way out. */
async function attempts({ pid }: ChildProcess): Promise<number> {
  const [names = '', values = ''] = (await readFile(`/proc/${pid}/net/snmp`, 'utf8'))
    .split('\n')
    .filter((line) => line.startsWith('Ip:'));
  return Number(values.split(' ')[names.split(' ').indexOf('OutNoRoutes')]);
}

/** The first output of a process, or its exit code if it ends before that. */
const printed = (child: ChildProcess): Promise<unknown> =>
  new Promise((resolve) => {
    child.stdout?.setEncoding('utf8').once('data', resolve);
    child.once('close', resolve);
  });

const tsx = pathToFileURL(require.resolve('tsx')).href;
const moduleText = (text: string): string[] => ['--import', tsx, '--input-type=module', '--eval', text];

/** Makes a picture through the library, and stays with its inference process alive. */
const PICTURE = moduleText(`
  import {
    applySettings, Engine, loadWorkflow, NodeRegistry, standardNodes, standardServices,
  } from ${JSON.stringify(pathToFileURL(repoPath('engine/index.ts')).href)};
  const { services } = standardServices({ modelFolders: [${JSON.stringify(repoPath('models'))}] });
  const registry = new NodeRegistry(standardNodes);
  const workflow = await loadWorkflow(${JSON.stringify(repoPath('workflows/text-to-image.json'))});
  const settings = ['model=tiny-random', 'steps=1', 'width=64', 'height=64'];
  const { status } = await new Engine({ registry, services }).run(applySettings(workflow, settings, registry));
  console.log(status);
  setInterval(() => {}, 1000);
`);

/** A graph of one operator, given to onnxruntime without Inkloom. */
const BARE = ((): string[] => {
  const model = 'CAg6NQoOCgF4EgF5GgFuIgNOZWcSAWdaDwoBeBIKCggIARIECgIIBGIPCgF5EgoKCAgBEgQKAggEQgIQEQ==';
  return [
    '--eval',
    `
    const ort = require(${JSON.stringify(require.resolve('onnxruntime-node'))});
    ort.InferenceSession.create(Buffer.from('${model}', 'base64')).then(() => console.log('done'));
    setInterval(() => {}, 1000);
  `,
  ];
})();

describe.concurrent('telemetry of onnxruntime', { timeout: 120_000 }, () => {
  it('leaves no file of its own after a picture', async () => {
    const { child, files } = await start([
      repoPath('engine/cli/inkloom.mjs'),
      ...'image fox --model tiny-random --steps 1 --width 64 --height 64 --quiet'.split(' '),
    ]);
    expect(await printed(child)).toBe('out/inkloom-00001.png\n');
    await once(child, 'exit');
    expect(await files()).toEqual(['here/out', 'here/out/inkloom-00001.png']);
  });

  it('leaves files when nobody turns it off, so that the test above can fail', async () => {
    const { child, files } = await start(BARE);
    await printed(child);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect((await files()).map((file) => file.replace(/\d+/, '1'))).toEqual(
      expect.arrayContaining([
        'home/.cache/Microsoft/DeveloperTools/.onnxruntime/onnxruntime.db',
        'tmp/mat-debug-1.log',
      ]),
    );
  });

  it.skipIf(!canIsolate)('looks nothing up and connects to nothing', async () => {
    const ours = await start(PICTURE, { isolated: true });
    expect(await printed(ours.child)).toBe('done\n');
    await new Promise((resolve) => setTimeout(resolve, UPLOADED_AFTER));
    expect(ours.child.exitCode).toBeNull();
    expect(await attempts(ours.child)).toBe(0);
    expect(await ours.files()).toEqual([]);
  });

  it.skipIf(!canIsolate)('looks its collector up when nobody turns it off', async () => {
    const { child } = await start(BARE, { isolated: true });
    await printed(child);
    // `expect.poll` asks which test runs, and that is not known while tests run beside each other.
    const tried = vi.waitUntil(() => attempts(child), { timeout: 30_000, interval: 200 });
    expect(await tried).toBeGreaterThan(0);
  });
});
