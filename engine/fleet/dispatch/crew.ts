/** The workers that a server hears of. */
import type { WorkerInfo } from '../../protocol/index.ts';
import { FLEET_PROTOCOL, TIMES, type WorkerSign } from '../fleet-protocol.ts';

export interface CrewOptions {
  /** Of Inkloom, on this machine. */
  readonly version: string;
  readonly say: (message: string) => void;
  /** Called when a worker came, went, or does something else than before. */
  readonly onChange: () => void;
}

interface Heard {
  readonly worker: WorkerInfo;
  /** When its last sign came, on the clock of `performance`. */
  readonly at: number;
}

export class Crew {
  readonly #options: CrewOptions;
  readonly #heard = new Map<string, Heard>();

  constructor(options: CrewOptions) {
    this.#options = options;
  }

  /** All that are there, sorted by name. */
  get all(): readonly WorkerInfo[] {
    return [...this.#heard.values()]
      .map(({ worker }) => worker)
      .toSorted((a, b) => compare(a.name, b.name) || compare(a.id, b.id));
  }

  /** Those that take runs of this server. */
  get able(): readonly WorkerInfo[] {
    return this.all.filter(({ state, problem }) => state !== 'draining' && problem === undefined);
  }

  hear(sign: WorkerSign): void {
    const { onChange, say } = this.#options;
    if (sign.type === 'gone') {
      if (this.#heard.delete(sign.id)) onChange();
      return;
    }
    const problem = this.#problemOf(sign);
    const worker = problem === undefined ? sign.worker : { ...sign.worker, problem };
    const before = this.#heard.get(worker.id)?.worker;
    this.#heard.set(worker.id, { worker, at: performance.now() });
    if (problem !== undefined && before === undefined) say(`The worker ${worker.name} gets no runs: ${problem}`);
    if (JSON.stringify(before) !== JSON.stringify(worker)) onChange();
  }

  /** Forgets those that gave no sign of life for a while. */
  forgetSilent(): void {
    const silent = [...this.#heard.values()].filter(({ at }) => performance.now() - at > TIMES.silence);
    for (const { worker } of silent) this.#heard.delete(worker.id);
    if (silent.length > 0) this.#options.onChange();
  }

  /** Workers that take runs and have some models in memory. */
  warm(models: readonly string[]): number {
    return this.able.filter(({ loaded }) => models.every((name) => loaded.includes(name))).length;
  }

  /**
   * The models that no worker has.
   * @returns undefined when a worker can serve all of them, or there is no worker.
   */
  missing(models: readonly string[]): readonly string[] | undefined {
    const { able } = this;
    if (able.length === 0 || able.some((worker) => models.every((name) => worker.models.includes(name))))
      return undefined;
    return models.filter((name) => !able.some((worker) => worker.models.includes(name)));
  }

  #problemOf({ protocol, worker }: Extract<WorkerSign, { readonly type: 'here' }>): string | undefined {
    const { version } = this.#options;
    if (protocol === FLEET_PROTOCOL && worker.version === version) return undefined;
    return (
      `it runs Inkloom ${worker.version}, and this server runs ${version}, so results could differ. ` +
      'Install the same version on both.'
    );
  }
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
