/** Turns, taken in the order they are asked for. */

export interface Turn {
  /** Lets the next one begin. A second call does nothing. */
  end(): void;
}

export class Turns {
  /** Those that wait, in their order. */
  readonly #waiting: (() => void)[] = [];
  #isTaken = false;

  /** Resolves when all earlier turns have ended. @throws the reason of the signal when it has aborted by then. */
  async next(signal: AbortSignal): Promise<Turn> {
    if (this.#isTaken) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#isTaken = true;
    let isOver = false;
    const end = (): void => {
      if (isOver) return;
      isOver = true;
      const next = this.#waiting.shift();
      if (next) next();
      else this.#isTaken = false;
    };
    if (signal.aborted) end();
    signal.throwIfAborted();
    return { end };
  }
}
