/** How far the model files of a run are read. */
import type { FullDigests } from '../../../nodes/services/full-digests/full-digests.ts';
import type { ModelReading } from '../../protocol/index.ts';

/** Called the last time when everything is read. */
export type OnReading = (reading: ModelReading) => void;

/** Milliseconds between two reports. Files that are known by then are not reported. */
const OFTEN = 500;

interface Pending {
  readonly path: string;
  readonly size: number;
  isRead: boolean;
}

export class ReadingProgress {
  readonly #digests: Pick<FullDigests, 'bytesRead'>;
  readonly #onReading: OnReading;
  /** Files that took longer than a moment. */
  #files: readonly Pending[] = [];
  #added: Pending[] = [];
  #timer: NodeJS.Timeout | undefined;
  /** The speed is measured from here. */
  #start: { readonly time: number; readonly done: number } | undefined;
  #isAwaited = false;

  constructor(digests: Pick<FullDigests, 'bytesRead'>, onReading: OnReading) {
    this.#digests = digests;
    this.#onReading = onReading;
  }

  /** Reading goes faster once the models rest, so the speed is measured anew. */
  set isAwaited(isAwaited: boolean) {
    this.#isAwaited = isAwaited;
    this.#start = undefined;
  }

  /** @param read settles when the file is read. */
  add(path: string, size: number, read: Promise<unknown>): void {
    const file: Pending = { path, size, isRead: false };
    const settle = (): void => void (file.isRead = true);
    read.then(settle, settle);
    this.#added.push(file);
    this.#timer ??= setInterval(() => this.#report(), OFTEN).unref();
  }

  end(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #report(): void {
    this.#files = [...this.#files, ...this.#added.splice(0).filter(({ isRead }) => !isRead)];
    const [done, of] = [this.#sum((file) => this.#bytesRead(file)), this.#sum(({ size }) => size)];
    if (done === of) this.end();
    if (of === 0) return;
    const time = performance.now();
    this.#start ??= { time, done };
    const speed = (done - this.#start.done) / (time - this.#start.time);
    const left = speed > 0 ? (of - done) / speed / 1000 : undefined;
    this.#onReading({ done, of, left, isAwaited: this.#isAwaited });
  }

  #bytesRead({ path, size, isRead }: Pending): number {
    // A byte short of the end: the file is not done before its digest is known.
    return isRead ? size : Math.min(size - 1, this.#digests.bytesRead(path));
  }

  #sum(bytes: (file: Pending) => number): number {
    return this.#files.reduce((sum, file) => sum + bytes(file), 0);
  }
}
