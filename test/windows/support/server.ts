/** `inkloom start` of Windows, and requests to it. */
import type { RunDetail, RunInfo, Workflow } from '../../../engine/protocol/index.ts';
import { Launched } from './wine.ts';

export const TOKEN = 'a-long-secret';

const bearer = { authorization: `Bearer ${TOKEN}` };

export class Server extends Launched {
  #url = '';

  async listens(): Promise<this> {
    [, this.#url = ''] = await this.printed(/Inkloom is at (http:\/\/[\d.:]+)\//);
    return this;
  }

  /** @returns the answer, whatever its status. */
  ask(method: string, path: string, body?: unknown): Promise<Response> {
    if (body === undefined) return fetch(this.#url + path, { method, headers: bearer });
    const headers = { 'content-type': 'application/json', ...bearer };
    return fetch(this.#url + path, { method, headers, body: JSON.stringify(body) });
  }

  /** Queues a run. @returns its id. */
  async run(workflow: Workflow): Promise<string> {
    const response = await this.ask('POST', '/api/runs', { workflow });
    if (!response.ok) throw new Error(await response.text());
    return ((await response.json()) as RunInfo).id;
  }

  /** Waits until a run is as wanted. @throws Error when the run ends otherwise. */
  async until(id: string, wanted: (run: RunDetail) => boolean): Promise<RunDetail> {
    for (;;) {
      const run = (await (await this.ask('GET', `/api/runs/${id}`)).json()) as RunDetail;
      if (wanted(run)) return run;
      if (run.ended !== undefined) throw new Error(`The run ended: ${JSON.stringify(run.failures)}`);
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
  }
}
