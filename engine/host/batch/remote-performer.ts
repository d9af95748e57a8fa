/** Makes the pictures of a batch at a server: one run there for each, which a later batch takes up by its id. */
import { extname } from 'node:path';
import { DamagedDownload, followRun, type Patience, patiently, ServerError } from '../../client/index.ts';
import type { RunDetail, RunFile, RunRequest } from '../../protocol/index.ts';
import type { RemotePlace } from '../remote/remote-place.ts';
import {
  type OnPictureProgress,
  type PerformedFile,
  type PerformedPicture,
  type Performer,
  PictureError,
  type PictureJob,
} from './performer.ts';

/** Statuses of a server that refuses every picture alike, and not this one. */
const FOR_ALL = new Set([401, 403, 503]);

export class RemotePerformer implements Performer {
  readonly #place: RemotePlace;
  readonly #onWait: NonNullable<Patience['onWait']>;

  /** @param onWait called when a busy server, or one that is away, is waited for. */
  constructor(place: RemotePlace, onWait: NonNullable<Patience['onWait']>) {
    this.#place = place;
    this.#onWait = onWait;
  }

  /** The pictures that it loads from this machine. Of its models a server tells nothing. */
  identify({ workflow }: PictureJob): Promise<string> {
    return this.#place.identify(workflow);
  }

  async perform(job: PictureJob, signal: AbortSignal, onProgress: OnPictureProgress): Promise<PerformedPicture> {
    const patience: Patience = { signal, onWait: this.#onWait };
    try {
      const request = await this.#place.request(job.workflow, job.targets, patience);
      const run = await this.#run(request, patience, onProgress);
      const files = await this.#filesOf(run, patience).catch(async (error: unknown) => {
        if (!isLost(error)) throw error;
        // The files of an earlier run are gone or damaged: it is made again.
        await this.#place.api.forget(run.id, signal);
        return this.#filesOf(await this.#run(request, patience, onProgress), patience);
      });
      return { files, seconds: secondsOf(run), cached: isCached(run) };
    } catch (error) {
      signal.throwIfAborted();
      throw ofThisPicture(error);
    }
  }

  async close(): Promise<void> {
    this.#place.close();
  }

  /** @throws PictureError for a run that failed or was cancelled there. */
  async #run(request: RunRequest, patience: Patience, onProgress: OnPictureProgress): Promise<RunDetail> {
    const { api } = this.#place;
    const { id } = await patiently(() => api.submit(request, patience.signal), patience);
    const run = await followRun(
      this.#place,
      id,
      { run: ({ progress }) => progress !== undefined && onProgress(progress) },
      patience,
    );
    if (run.state === 'done') return run;
    const sentences = run.failures.map(({ node, message }) => (node === '' ? message : `Node "${node}": ${message}`));
    throw new PictureError(sentences.join(' ') || `Run ${run.number} was ${run.state} at the server`, run.failures);
  }

  #filesOf(run: RunDetail, patience: Patience): Promise<readonly PerformedFile[]> {
    const saved = run.files.filter(({ folder }) => folder === 'output');
    return Promise.all(saved.map((file) => this.#load(file, patience)));
  }

  async #load(file: RunFile, patience: Patience): Promise<PerformedFile> {
    const data = await patiently(() => this.#place.api.file(file, patience.signal), patience);
    return { node: file.node, data, extension: extname(file.name).slice(1), mediaType: file.mediaType };
  }
}

function isLost(error: unknown): boolean {
  return error instanceof DamagedDownload || (error instanceof ServerError && error.status === 404);
}

/** As an error of one picture where the server refuses this one; any other error as it is. */
function ofThisPicture(error: unknown): unknown {
  const isOwn = error instanceof ServerError && !FOR_ALL.has(error.status);
  if (!isOwn && !(error instanceof DamagedDownload)) return error;
  return new PictureError(error.message, [], { cause: error });
}

/** From start to end; waiting does not count. */
function secondsOf({ started, ended }: RunDetail): number {
  return started === undefined || ended === undefined ? 0 : (ended - started) / 1000;
}

function isCached({ nodes }: RunDetail): boolean {
  return Object.values(nodes).every(({ origin }) => origin !== 'executed');
}
