/** Digests files as a whole in a thread of the lowest priority, one at a time. The thread ends when nothing is left. */
import { startThread, type Thread } from '../../../inference/index.ts';

export interface ToWorker {
  readonly path: string;
}

export type FromWorker =
  /** Bytes of the file read so far. */
  | { readonly type: 'read'; readonly bytes: number }
  | { readonly type: 'digest'; readonly sha256: string }
  | { readonly type: 'failed'; readonly message: string };

interface Job {
  readonly path: string;
  readonly onRead: (bytes: number) => void;
  readonly settle: (outcome: string | Error) => void;
}

export class ReadingThread {
  #thread: Thread | undefined;
  /** The first one is being read. */
  #jobs: Job[] = [];
  #isClosed = false;

  /**
   * @param onRead called with the number of bytes read so far.
   * @returns SHA-256, hexadecimal.
   * @throws Error for a file that cannot be read, and when the thread is closed meanwhile.
   */
  digest(path: string, onRead: (bytes: number) => void): Promise<string> {
    return new Promise((resolve, reject) => {
      const settle = (outcome: string | Error): void =>
        typeof outcome === 'string' ? resolve(outcome) : reject(outcome);
      if (this.#isClosed) return settle(closed());
      this.#jobs.push({ path, onRead, settle });
      if (this.#jobs.length === 1) this.#begin(path);
    });
  }

  /** Gives up what is being read. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#end(closed());
  }

  #begin(path: string): void {
    this.#thread ??= this.#started();
    this.#thread.postMessage({ path } satisfies ToWorker);
  }

  #started(): Thread {
    const thread = startThread(new URL('./worker', import.meta.url));
    thread.on('message', (message: FromWorker) => this.#hear(message));
    thread.on('error', (error: Error) => void this.#end(error));
    return thread;
  }

  #hear(message: FromWorker): void {
    const [job] = this.#jobs;
    if (!job) return;
    if (message.type === 'read') return job.onRead(message.bytes);
    this.#jobs.shift();
    job.settle(message.type === 'digest' ? message.sha256 : new Error(`${job.path}: ${message.message}`));
    const [next] = this.#jobs;
    if (next) this.#begin(next.path);
    else void this.#end(closed());
  }

  async #end(reason: Error): Promise<void> {
    const thread = this.#thread;
    this.#thread = undefined;
    for (const { settle } of this.#jobs.splice(0)) settle(reason);
    await thread?.terminate();
  }
}

function closed(): Error {
  return new Error('The reading was given up');
}
