/** The server's interface as functions: what a client needs that queues runs and loads their files. */
import {
  type PictureFile,
  PROTOCOL_VERSION,
  type QueueState,
  type RunDetail,
  type RunFile,
  type RunInfo,
  type RunRequest,
} from '../protocol/index.ts';
import type { Requests } from './requests.ts';
import { ServerError } from './server-error.ts';
import { verified } from './verified.ts';

export interface ServerHealth {
  /** Of Inkloom. */
  readonly version: string;
  /** Of the protocol. */
  readonly protocol: number;
}

/** Every function throws ServerError, ServerUnreachable, or the reason of the signal. */
export class ServerApi {
  readonly requests: Requests;

  constructor(requests: Requests) {
    this.requests = requests;
  }

  /**
   * Makes sure that the server is one of Inkloom that this client understands, and lets it in.
   * @param version of the client, for the message.
   */
  async greet(version: string, signal?: AbortSignal): Promise<ServerHealth> {
    const health = await this.requests.json<ServerHealth>('GET', '/api/health', { signal });
    if (health.protocol === PROTOCOL_VERSION) return health;
    const { server } = this.requests.address;
    throw new ServerError(200, {
      code: 'other-protocol',
      message:
        `${server} runs Inkloom ${health.version}, which speaks version ${health.protocol} of the protocol; this is ` +
        `Inkloom ${version}, which speaks version ${PROTOCOL_VERSION}. Use the same version of Inkloom on both sides.`,
    });
  }

  queue(signal?: AbortSignal): Promise<QueueState> {
    return this.requests.json('GET', '/api/queue/mode', { signal });
  }

  /** Queues a run, or gives the one that has its id. */
  submit(request: RunRequest, signal?: AbortSignal): Promise<RunInfo> {
    return this.requests.json('POST', '/api/runs', { body: request, signal });
  }

  run(id: string, signal?: AbortSignal): Promise<RunDetail> {
    return this.requests.json('GET', `/api/runs/${encodeURIComponent(id)}`, { signal });
  }

  cancel(id: string, signal?: AbortSignal): Promise<RunInfo> {
    return this.requests.json('POST', `/api/runs/${encodeURIComponent(id)}/cancel`, { body: {}, signal });
  }

  /** Removes a run that is over from the history. */
  async forget(id: string, signal?: AbortSignal): Promise<void> {
    await this.requests.send('DELETE', `/api/runs/${encodeURIComponent(id)}`, { signal });
  }

  /** Uploads a picture for workflows to load. The same bytes under the same name are kept once. */
  upload(name: string, data: Uint8Array<ArrayBuffer>, signal?: AbortSignal): Promise<PictureFile> {
    const form = new FormData();
    form.append('image', new Blob([data]), name);
    return this.requests.json('POST', '/api/inputs', { form, signal });
  }

  /** The bytes of a file that a run saved. @throws also DamagedDownload. */
  async file(file: RunFile, signal?: AbortSignal): Promise<Uint8Array> {
    const { folder, name, digest } = file;
    const path = `/api/pictures/${folder}/${encodeURIComponent(name)}`;
    return verified(await this.requests.bytes(path, { signal }), name, digest);
  }
}
