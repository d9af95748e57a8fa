/**
 * Cancellation without the cost of an AbortSignal per action: a run listens once to its signal, and hands out a real signal
 * only to whoever asks for one.
 */

export class Cancellation {
  readonly #listeners = new Set<() => void>();
  #aborted = false;
  #reason: unknown;
  #controller: AbortController | undefined;

  /** Follows a signal for as long as it lives; {@link detach} ends that. */
  static of(signal: AbortSignal): { readonly cancellation: Cancellation; readonly detach: () => void } {
    const cancellation = new Cancellation();
    const cancel = (): void => cancellation.cancel(signal.reason);
    if (signal.aborted) cancel();
    else signal.addEventListener('abort', cancel, { once: true });
    return { cancellation, detach: () => signal.removeEventListener('abort', cancel) };
  }

  get aborted(): boolean {
    return this.#aborted;
  }

  get reason(): Error {
    return this.#reason as Error;
  }

  /** The same as a signal, for a node or an API. */
  get signal(): AbortSignal {
    if (!this.#controller) {
      this.#controller = new AbortController();
      if (this.#aborted) this.#controller.abort(this.#reason);
    }
    return this.#controller.signal;
  }

  cancel(reason: unknown): void {
    if (this.#aborted) return;
    this.#aborted = true;
    this.#reason = reason;
    for (const listener of this.#listeners) listener();
    this.#listeners.clear();
    this.#controller?.abort(reason);
  }

  /** Called once, when it is cancelled. */
  listen(listener: () => void): void {
    this.#listeners.add(listener);
  }

  unlisten(listener: () => void): void {
    this.#listeners.delete(listener);
  }

  /** @throws the reason. */
  throwIfAborted(): void {
    if (this.#aborted) throw this.#reason;
  }
}
