/** A server at which a command has its work done. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { inputFiles } from '../../../nodes/services/input-files.ts';
import { digestValue } from '../../cache/canonical.ts';
import {
  LiveFeed,
  type Patience,
  Requests,
  ServerApi,
  type ServerAddress,
  ServerError,
  ServerUnreachable,
  UploadedInputs,
} from '../../client/index.ts';
import type { NodeRegistry } from '../../graph/registry.ts';
import type { RunPriority, RunRequest } from '../../protocol/index.ts';
import type { Workflow } from '../../workflow/schema.ts';
import { packageVersion } from '../places.ts';
import { UsageError } from '../usage-error.ts';
import { loadedFiles, renameFiles } from './loaded-files.ts';

export interface RemotePlaceOptions extends ServerAddress {
  /** Folders of pictures on this machine. */
  readonly inputs: readonly string[];
  readonly registry: NodeRegistry;
  /** Default: `normal`. */
  readonly priority?: RunPriority | undefined;
}

export class RemotePlace {
  readonly api: ServerApi;
  readonly feed: LiveFeed;
  readonly #options: RemotePlaceOptions;
  readonly #uploads: UploadedInputs;

  constructor(options: RemotePlaceOptions) {
    const { server, token } = options;
    this.#options = options;
    this.api = new ServerApi(new Requests({ server, token }));
    this.feed = new LiveFeed(this.api.requests);
    this.#uploads = new UploadedInputs(this.api);
  }

  get registry(): NodeRegistry {
    return this.#options.registry;
  }

  /** @throws UsageError for a server that cannot be reached, does not let this client in, or is of another version. */
  async greet(signal?: AbortSignal): Promise<void> {
    await this.api.greet(packageVersion(), signal).catch((error: unknown) => {
      throw refusedByServer(error, this.#options);
    });
  }

  /**
   * A request that makes the same run wherever and whenever it is sent: its id follows from the workflow and the bytes
   * of the pictures that it loads. Pictures that are on this machine are uploaded; the others are the server's.
   * @throws ServerError, ServerUnreachable
   */
  async request(
    workflow: Workflow,
    targets: readonly string[] | undefined,
    patience: Patience,
  ): Promise<RunRequest & { readonly id: string }> {
    const { registry, priority } = this.#options;
    const names = new Map<string, string>();
    for (const [name, file] of await this.#filesOf(workflow))
      names.set(name, await this.#uploads.nameOf(file, patience));
    const there = renameFiles(workflow, registry, (name) => names.get(name) ?? name);
    const id = digestValue({ workflow: there, targets });
    return {
      id,
      workflow: there,
      client: clientName(),
      ...(targets ? { targets } : {}),
      ...(priority === undefined ? {} : { priority }),
    };
  }

  /** Names in a workflow and their paths, of files that are on this machine. */
  async #filesOf(workflow: Workflow): Promise<[name: string, path: string][]> {
    const { registry, inputs } = this.#options;
    const files = inputFiles(inputs);
    const found: [string, string][] = [];
    for (const name of loadedFiles(workflow, registry)) {
      const file = await files.find(name).catch(() => undefined);
      if (file !== undefined) found.push([name, file]);
    }
    return found;
  }

  /** Digests of the pictures that a workflow loads from this machine, as one. */
  async identify(workflow: Workflow): Promise<string> {
    const files = await this.#filesOf(workflow);
    return digestValue(await Promise.all(files.map(async ([name, file]) => [name, await digestOf(file)])));
  }

  close(): void {
    this.feed.close();
  }
}

/** Hexadecimal SHA-256. */
async function digestOf(file: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(file))
    .digest('hex');
}

/** The name of the user: runs of several users of one server take turns. */
function clientName(): string | undefined {
  try {
    return userInfo().username.slice(0, 100) || undefined;
  } catch {
    // The user of a container may have no name.
    return undefined;
  }
}

/** What a server refuses before a run is queued, as an error of the command line; any other error as it is. */
export function refusedByServer(error: unknown, { server, token }: ServerAddress): unknown {
  if (error instanceof ServerUnreachable) return new UsageError(error.message, { cause: error });
  if (!(error instanceof ServerError)) return error;
  if (error.status === 401) {
    const what = token === undefined ? 'asks for a token' : 'refuses the token';
    const how = 'give the token it was started with: --token TOKEN, or INKLOOM_TOKEN';
    return new UsageError(`${server} ${what}: ${how}`, { cause: error });
  }
  return new UsageError(`${server} refuses the run: ${error.message}`, { cause: error });
}
