/**
 * Work that nobody waits for, one after the other and within a bound: what has waited longest is given up first,
 * because the newest step of a picture is worth most.
 */

interface Waiting {
  readonly bytes: number;
  readonly work: () => Promise<void>;
}

export class Background {
  readonly #bound: number;
  readonly #waiting: Waiting[] = [];
  #bytes = 0;
  #working: Promise<void> | undefined;

  /** @param bound bytes that may wait. */
  constructor(bound: number) {
    this.#bound = bound;
  }

  /** @param bytes that wait with the work. @param work never fails. */
  add(bytes: number, work: () => Promise<void>): void {
    this.#waiting.push({ bytes, work });
    this.#bytes += bytes;
    while (this.#bytes > this.#bound && this.#waiting.length > 1) this.#take();
    this.#working ??= this.#workOff();
  }

  /** Resolves when nothing waits, or after a time. @param patience milliseconds. */
  async idle(patience: number): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, patience)));
    await Promise.race([this.#working, late]);
    clearTimeout(timer);
    this.#waiting.length = 0;
  }

  async #workOff(): Promise<void> {
    for (let next = this.#take(); next; next = this.#take()) await next.work();
    this.#working = undefined;
  }

  #take(): Waiting | undefined {
    const next = this.#waiting.shift();
    if (next) this.#bytes -= next.bytes;
    return next;
  }
}
