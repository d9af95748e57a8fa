/** Runs an action once for all callers that want it at the same time. It is cancelled when the last caller gives up. */
import { Cancellation } from '../cancellation.ts';

interface Flight<T, N> {
  readonly result: Promise<T>;
  readonly cancellation: Cancellation;
  /** One listener per passenger. */
  readonly listeners: Set<(notice: N) => void>;
}

export interface Passenger<N> {
  readonly cancellation: Cancellation;
  /** Receives the notices of the action, also when another caller started it. */
  readonly onNotice: (notice: N) => void;
}

export class SingleFlight<T, N> {
  readonly #flights = new Map<string, Flight<T, N>>();

  /** Whether a caller has started the action, and it has not ended. */
  has(key: string): boolean {
    return this.#flights.has(key);
  }

  /**
   * Joins the flight under `key`, or starts it.
   * @returns the result, and whether another caller had started the action.
   * @throws what the action throws, or the reason of the passenger's cancellation.
   */
  async join(
    key: string,
    passenger: Passenger<N>,
    action: (cancellation: Cancellation, notify: (notice: N) => void) => Promise<T>,
  ): Promise<{ result: T; shared: boolean }> {
    passenger.cancellation.throwIfAborted();
    const joined = this.#flights.get(key);
    const flight = joined ?? this.#start(key, action);
    return { result: await this.#ride(key, flight, passenger), shared: joined !== undefined };
  }

  #start(key: string, action: (cancellation: Cancellation, notify: (notice: N) => void) => Promise<T>): Flight<T, N> {
    const cancellation = new Cancellation();
    const listeners = new Set<(notice: N) => void>();
    const notify = (notice: N): void => {
      for (const listener of listeners) listener(notice);
    };
    // The action starts a microtask later, so that its first passenger hears every notice.
    const result = Promise.resolve().then(() => action(cancellation, notify));
    const flight: Flight<T, N> = { result, cancellation, listeners };
    this.#flights.set(key, flight);
    const land = (): void => this.#remove(key, flight);
    result.then(land, land);
    return flight;
  }

  /** A passenger that gives up leaves at once; the last one waits until the action has ended. */
  #ride(key: string, flight: Flight<T, N>, { cancellation, onNotice }: Passenger<N>): Promise<T> {
    const listener = (notice: N): void => onNotice(notice);
    flight.listeners.add(listener);
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        flight.listeners.delete(listener);
        if (flight.listeners.size > 0) {
          reject(cancellation.reason);
          return;
        }
        this.#remove(key, flight);
        flight.cancellation.cancel(cancellation.reason);
      };
      const land = (): void => cancellation.unlisten(leave);
      cancellation.listen(leave);
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
