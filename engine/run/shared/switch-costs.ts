/**
 * Learns how much time it costs to get the weights of another affinity into memory: the first request after a switch
 * takes longer than those in a row. Models that stay in memory side by side cost nothing, and are never worth a detour.
 */

/** What is known of a request. Requests of one kind and affinity take about equally long. */
interface Timed {
  readonly affinity?: string | undefined;
  readonly kind?: string | undefined;
}

/** Share of the newest measurement in a mean. */
const NEWEST = 0.5;

export class SwitchCosts {
  /** Milliseconds of requests in a row, by kind. */
  readonly #inARow = new Map<string, number>();
  /** Milliseconds lost by a switch, by affinity. */
  readonly #costs = new Map<string, number>();

  /**
   * @param isFirst whether the request before was of another affinity.
   * @param ms time that the request took.
   */
  saw({ affinity, kind = '' }: Timed, isFirst: boolean, ms: number): void {
    if (affinity === undefined) return;
    const key = `${affinity}\n${kind}`;
    const usual = this.#inARow.get(key);
    if (!isFirst) this.#inARow.set(key, mean(usual, ms));
    else if (usual !== undefined) this.#costs.set(affinity, mean(this.#costs.get(affinity), Math.max(0, ms - usual)));
  }

  /** Milliseconds to get these weights back once others took their place; 0 when it is not known. */
  of(affinity: string): number {
    return this.#costs.get(affinity) ?? 0;
  }

  /** Milliseconds that a request in a row takes; infinite when it is not known. */
  usual({ affinity, kind = '' }: Timed): number {
    return this.#inARow.get(`${affinity}\n${kind}`) ?? Number.POSITIVE_INFINITY;
  }
}

function mean(before: number | undefined, now: number): number {
  return before === undefined ? now : before + NEWEST * (now - before);
}
