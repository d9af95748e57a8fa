/** A server in a process of its own whose event loop and memory are measured from inside. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ErrorBody, RunDetail, RunInfo, Workflow } from '../../engine/protocol/index.ts';
import { PROGRAM } from '../support/compiled.ts';
import { type Answer, form, sendTo } from '../server/http/http-support.ts';

export interface Measured {
  /** Milliseconds: the longest time between two turns of the loop, whatever the reason. */
  readonly pause: number;
  /** Milliseconds: the longest time the loop's thread worked without a turn. Time it waited for a core is left out. */
  readonly busiest: number;
  /** Bytes of resident memory, the most. */
  readonly memory: number;
  /** Parts of the memory now. */
  readonly parts: NodeJS.MemoryUsage;
}

export class MeasuredServer {
  readonly port: number;
  readonly folder: string;
  readonly #child: ChildProcess;

  private constructor(port: number, folder: string, child: ChildProcess) {
    this.port = port;
    this.folder = folder;
    this.#child = child;
  }

  static async start(): Promise<MeasuredServer> {
    const folder = await mkdtemp(join(tmpdir(), 'inkloom-faults-'));
    const probe = fileURLToPath(new URL('./loop-probe.mjs', import.meta.url));
    const child = spawn(
      process.execPath,
      ['--import', probe, PROGRAM, 'start', '--port', '0', '--data', join(folder, 'data')],
      {
        cwd: folder,
        env: { ...process.env, INKLOOM_CACHE: join(folder, 'cache'), INKLOOM_MODELS: '' },
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      },
    );
    const port = await new Promise<number>((resolve, reject) => {
      let printed = '';
      const read = (text: string): void => {
        printed += text;
        const [, found] = /Inkloom is at http:\/\/\S+?:(\d+)\/\s/.exec(printed) ?? [];
        if (found !== undefined) resolve(Number(found));
      };
      child.stdout?.setEncoding('utf8').on('data', read);
      child.stderr?.setEncoding('utf8').on('data', read);
      child.once('close', () => reject(new Error(`The server ended before it listened: ${printed}`)));
    });
    return new MeasuredServer(port, folder, child);
  }

  get isAlive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Measures since the last reset. */
  measure(question: 'read' | 'reset' = 'read'): Promise<Measured> {
    const answer = once(this.#child, 'message');
    this.#child.send(question);
    return answer.then(([measured]) => measured as Measured);
  }

  /** Sends JSON: a value, or a text as it is. */
  async ask(method: string, path: string, body?: unknown): Promise<Answer> {
    const text = typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body);
    return sendTo(this.port, method, path, body === undefined ? {} : { 'content-type': 'application/json' }, text);
  }

  /** Status and code of an answer. */
  async outcome(method: string, path: string, body?: unknown): Promise<string> {
    return outcomeOf(await this.ask(method, path, body));
  }

  async upload(path: string, field: string, name: string, content: Uint8Array): Promise<Answer> {
    const { headers, body } = form(field, name, content);
    return sendTo(this.port, 'POST', path, headers, body);
  }

  /** Runs a workflow to its end. */
  async run(workflow: Workflow): Promise<RunDetail> {
    const answer = await this.ask('POST', '/api/runs', { workflow });
    if (answer.status !== 201) throw new Error(answer.body.toString());
    const { id } = JSON.parse(answer.body.toString()) as RunInfo;
    const end = Date.now() + 60_000;
    for (;;) {
      const run = JSON.parse((await this.ask('GET', `/api/runs/${id}`)).body.toString()) as RunDetail;
      if (run.ended !== undefined) return run;
      if (Date.now() > end) throw new Error(`Waited in vain for the run ${run.name}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  async close(): Promise<void> {
    this.#child.kill('SIGKILL');
    if (this.isAlive) await once(this.#child, 'close');
    await rm(this.folder, { recursive: true, force: true });
  }
}

export function outcomeOf({ status, body }: Answer): string {
  if (status < 400) return String(status);
  return `${status} ${(JSON.parse(body.toString()) as ErrorBody).error.code}`;
}
