/**
 * Cancellation without an AbortSignal for every action, which is expensive: a run listens to its signal once, and a new
 * signal is created only for a node that asks for one.
 */
export class Cancellation {
  /** Most cancellations are never listened to. */
  #listeners: Set<() => void> | undefined;
  #aborted = false;
  #reason: unknown;
  #controller: AbortController | undefined;

  /** Follows a signal until `detach` is called. */
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

  /** This cancellation as a signal, for a node or an API. */
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
    for (const listener of this.#listeners ?? []) listener();
    this.#listeners = undefined;
    this.#controller?.abort(reason);
  }

  /** Calls `listener` once, on cancellation. */
  listen(listener: () => void): void {
    (this.#listeners ??= new Set()).add(listener);
  }

  unlisten(listener: () => void): void {
    this.#listeners?.delete(listener);
  }

  /** @throws the reason. */
  throwIfAborted(): void {
    if (this.#aborted) throw this.#reason;
  }
}
