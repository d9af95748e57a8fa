/** How far a batch is, and how long the rest takes. */
import type { BatchEvent } from '../../host/batch/carry-out.ts';

export class BatchProgress {
  readonly of: number;
  readonly #now: () => number;
  /** Parts of pictures under way, 0 to 1, by name. */
  readonly #parts = new Map<string, number>();
  #since: number;
  made = 0;
  skipped = 0;
  failed = 0;

  /**
   * @param of files in all, rows that cannot be used included.
   * @param now milliseconds, from any origin.
   */
  constructor(of: number, now: () => number = () => performance.now()) {
    this.of = of;
    this.#now = now;
    this.#since = now();
  }

  get done(): number {
    return this.made + this.skipped + this.failed;
  }

  take(event: BatchEvent): void {
    switch (event.type) {
      case 'progress':
        this.#parts.set(event.name, event.done);
        return;
      case 'skipped':
        this.skipped += 1;
        // Skipping takes no time of pictures.
        if (this.made === 0) this.#since = this.#now();
        return;
      default:
        this.#parts.delete(event.record.name ?? '');
        if (event.type === 'made') this.made += 1;
        else this.failed += 1;
    }
  }

  /** Seconds for the rest, at the pace of the pictures so far; undefined before anything was made. */
  get left(): number | undefined {
    const under = [...this.#parts.values()].reduce((sum, part) => sum + part, 0);
    const made = this.made + under;
    if (made === 0) return undefined;
    const pace = (this.#now() - this.#since) / 1000 / made;
    return pace * Math.max(0, this.of - this.done - under);
  }
}
