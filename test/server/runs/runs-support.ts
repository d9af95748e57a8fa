/** Servers with the test nodes, in this process or in a child process, and requests to them. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServer } from '../../../engine/server/server.ts';
import type { RunDetail, RunInfo, RunRequest, Workflow } from '../../../engine/protocol/index.ts';
import type { ServerLimits } from '../../../engine/host/server-options.ts';
import { repoPath } from '../../inference/support/goldens.ts';
import { PROGRAM } from '../../support/compiled.ts';

/** The path of the test nodes. */
export const PACK = join(import.meta.dirname, 'test-nodes.mjs');

export function newFolder(): string {
  return mkdtempSync(join(tmpdir(), 'inkloom-server-'));
}

/** Requests to a server, wherever it runs. */
export class Asking {
  readonly url: string;
  readonly data: string;

  constructor(url: string, data: string) {
    this.url = url;
    this.data = data;
  }

  get port(): number {
    return Number(new URL(this.url).port);
  }

  async ask(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<{ readonly status: number; readonly body: unknown; readonly headers: Headers }> {
    const response = await fetch(this.url + path, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) };
  }

  /** Queues a run. */
  async run(workflow: Workflow, rest: Partial<RunRequest> = {}): Promise<RunInfo> {
    const { status, body } = await this.ask('POST', '/api/runs', { workflow, ...rest });
    if (status !== 201) throw new Error(JSON.stringify(body));
    return body as RunInfo;
  }

  async get(id: string): Promise<RunDetail> {
    return (await this.ask('GET', `/api/runs/${id}`)).body as RunDetail;
  }

  async list(): Promise<RunInfo[]> {
    return (await this.ask('GET', '/api/runs?limit=500')).body as RunInfo[];
  }

  /** Waits until a run is as wanted; default: until it is over. */
  async until(
    id: string,
    wanted: (run: RunDetail) => boolean = ({ ended }) => ended !== undefined,
  ): Promise<RunDetail> {
    const end = Date.now() + 40_000;
    for (;;) {
      const run = await this.get(id);
      if (wanted(run)) return run;
      if (Date.now() > end) throw new Error(`Waited in vain: ${JSON.stringify({ ...run, workflow: undefined })}`);
      await new Promise((resolve) => setTimeout(resolve, 15));
    }
  }
}

export class LocalServer extends Asking {
  readonly close: () => Promise<void>;

  constructor(url: string, data: string, close: () => Promise<void>) {
    super(url, data);
    this.close = close;
  }
}

export interface LocalOptions {
  readonly data?: string;
  readonly limits?: Partial<ServerLimits>;
  /** Without the test nodes. */
  readonly bare?: boolean;
}

export async function startHere({
  data = newFolder(),
  limits = {},
  bare = false,
}: LocalOptions = {}): Promise<LocalServer> {
  const server = await startServer({ port: 0, data, cache: join(data, 'cache'), limits, nodes: bare ? [] : [PACK] });
  return new LocalServer(server.url, data, () => server.close());
}

/** `inkloom start` in a child process, which can be killed. */
export class SpawnedServer extends Asking {
  readonly child: ChildProcess;
  /** Settles when the process has ended. */
  readonly ended: Promise<NodeJS.Signals | null>;

  constructor(url: string, data: string, child: ChildProcess) {
    super(url, data);
    this.child = child;
    this.ended = new Promise((resolve) => child.once('close', (_code, signal) => resolve(signal)));
  }

  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    this.child.kill(signal);
    await this.ended;
  }
}

export async function startThere(data = newFolder()): Promise<SpawnedServer> {
  const env = { ...process.env, INKLOOM_MODELS: '', INKLOOM_CACHE: join(data, 'cache') };
  const args = [PROGRAM, 'start', '--port', '0', '--data', data, '--nodes', PACK];
  const child = spawn(process.execPath, args, { cwd: data, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const url = await new Promise<string>((resolve, reject) => {
    let printed = '';
    const read = (text: string): void => {
      printed += text;
      const [, found] = /Inkloom is at (http:\/\/\S+?)\/\s/.exec(printed) ?? [];
      if (found !== undefined) resolve(found);
    };
    child.stdout.setEncoding('utf8').on('data', read);
    child.stderr.setEncoding('utf8').on('data', read);
    child.once('close', () => reject(new Error(`The server ended before it listened: ${printed}`)));
  });
  return new SpawnedServer(url, data, child);
}

/** A workflow of test nodes. */
export function workflowOf(nodes: Workflow['nodes'], name = 'Test'): Workflow {
  return { format: 'inkloom-workflow', version: 3, name, nodes };
}

/** A picture that goes through one node and is saved. */
export function chainOf(through: Workflow['nodes'][string], shade = 1): Workflow {
  return workflowOf({
    picture: { type: 'test/picture', inputs: { shade } },
    through: { ...through, inputs: { image: { from: 'picture.image' }, ...through.inputs } },
    save: { type: 'save-image', inputs: { image: { from: 'through.image' } } },
  });
}

/** A file that a `test/wait` node waits for. */
export class Gate {
  static #count = 0;
  readonly file: string;

  /** @param folder where the file will be. */
  constructor(folder: string) {
    this.file = join(folder, `gate-${++Gate.#count}`);
  }

  /** Makes the file. */
  open(): void {
    writeFileSync(this.file, '');
  }

  /** A workflow that waits for the file. */
  workflow(shade: number): Workflow {
    return chainOf({ type: 'test/wait', inputs: { file: this.file } }, shade);
  }
}

/** The shipped text to image workflow with the smallest model: small and quick. */
export async function textToImage(steps: number, seed: number): Promise<Workflow> {
  const workflow = JSON.parse(await readFile(repoPath('workflows/text-to-image.json'), 'utf8')) as Workflow;
  const { nodes } = workflow;
  const changed = (id: string, inputs: Record<string, string | number>): Workflow['nodes'] => ({
    [id]: { ...(nodes[id] as Workflow['nodes'][string]), inputs: { ...nodes[id]?.inputs, ...inputs } },
  });
  return {
    ...workflow,
    nodes: {
      ...nodes,
      ...changed('checkpoint', { checkpoint: 'tiny-random' }),
      ...changed('size', { width: 64, height: 64 }),
      ...changed('schedule', { steps }),
      ...changed('denoise', { seed }),
    },
  };
}
