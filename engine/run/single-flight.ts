/** Runs an action once for everybody who wants it at the same time; it is aborted when the last of them gives up. */

interface Flight<T, N> {
  readonly result: Promise<T>;
  readonly controller: AbortController;
  /** One listener per passenger. */
  readonly listeners: Set<(notice: N) => void>;
}

export interface Passenger<N> {
  readonly signal: AbortSignal;
  /** Told what the action tells, whoever started it. */
  readonly onNotice: (notice: N) => void;
}

export class SingleFlight<T, N> {
  readonly #flights = new Map<string, Flight<T, N>>();

  /**
   * Joins the flight under `key`, or starts it.
   * @returns the result, and whether somebody else had started it.
   * @throws the reason of the passenger's signal when it aborts first, or what the action throws.
   */
  async join(
    key: string,
    passenger: Passenger<N>,
    action: (signal: AbortSignal, notify: (notice: N) => void) => Promise<T>,
  ): Promise<{ result: T; shared: boolean }> {
    passenger.signal.throwIfAborted();
    const joined = this.#flights.get(key);
    const flight = joined ?? this.#start(key, action);
    return { result: await this.#ride(key, flight, passenger), shared: joined !== undefined };
  }

  #start(key: string, action: (signal: AbortSignal, notify: (notice: N) => void) => Promise<T>): Flight<T, N> {
    const controller = new AbortController();
    const listeners = new Set<(notice: N) => void>();
    const notify = (notice: N): void => {
      for (const listener of listeners) listener(notice);
    };
    // The action starts a microtask later, when its first passenger listens.
    const result = Promise.resolve().then(() => action(controller.signal, notify));
    const flight: Flight<T, N> = { result, controller, listeners };
    this.#flights.set(key, flight);
    const land = (): void => this.#remove(key, flight);
    result.then(land, land);
    return flight;
  }

  /** A passenger who leaves does not wait for the landing, unless it is the last: then the abort has to be seen through. */
  #ride(key: string, flight: Flight<T, N>, { signal, onNotice }: Passenger<N>): Promise<T> {
    const listener = (notice: N): void => onNotice(notice);
    flight.listeners.add(listener);
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        flight.listeners.delete(listener);
        if (flight.listeners.size > 0) {
          reject(signal.reason as Error);
          return;
        }
        this.#remove(key, flight);
        flight.controller.abort(signal.reason);
      };
      const land = (): void => signal.removeEventListener('abort', leave);
      signal.addEventListener('abort', leave, { once: true });
      flight.result.then(
        (value) => {
          land();
          resolve(value);
        },
        (error: unknown) => {
          land();
          reject(error);
        },
      );
    });
  }

  #remove(key: string, flight: Flight<T, N>): void {
    if (this.#flights.get(key) === flight) this.#flights.delete(key);
  }
}
