/** The sessions of a model that is cut into groups of blocks, run one after the other as if they were one. */
import { noPulse, type Pulse } from '../../pulse.ts';
import { Session, type SessionOptions, type Tensors } from '../session.ts';
import type { ModelChain } from './build-chain.ts';

export interface ChainRun {
  /** Names to compute; default: all that are not handed over. */
  readonly outputs?: readonly string[];
  /** Called after each session. */
  readonly pulse?: Pulse;
}

export class SessionChain {
  /** Names of all inputs that a run gives. */
  readonly inputNames: readonly string[];
  readonly #sessions: readonly Session[];
  /** Names that one session hands to another. */
  readonly #handed: ReadonlySet<string>;

  private constructor(sessions: readonly Session[]) {
    const outputs = new Set(sessions.flatMap(({ outputNames }) => outputNames));
    const inputs = [...new Set(sessions.flatMap(({ inputNames }) => inputNames))];
    this.#sessions = sessions;
    this.#handed = new Set(inputs.filter((name) => outputs.has(name)));
    this.inputNames = inputs.filter((name) => !outputs.has(name));
  }

  /**
   * Loads all graphs.
   * @throws InferenceError as {@link Session.create}; nothing stays loaded then.
   */
  static async create({ groups }: Pick<ModelChain, 'groups'>, options: SessionOptions): Promise<SessionChain> {
    const sessions: Session[] = [];
    try {
      // Each arena would keep the memory of a group's largest run.
      const arena = groups.length === 1;
      for (const group of groups) sessions.push(await Session.create(group, { ...options, arena }));
    } catch (error) {
      await releaseAll(sessions);
      throw error;
    }
    return new SessionChain(sessions);
  }

  /**
   * Runs all graphs. The inputs must not change before the promise settles.
   * @param inputs every one of {@link inputNames}, and perhaps others.
   * @throws InferenceError `out-of-memory`; the sessions stay usable. The error of the pulse.
   */
  async run(inputs: Tensors, { outputs, pulse = noPulse }: ChainRun = {}): Promise<Tensors> {
    const wanted = outputs && new Set(outputs);
    const results: Record<string, Tensors[string]> = {};
    let handed: Tensors = {};
    for (const [i, session] of this.#sessions.entries()) {
      const isNeeded = (name: string): boolean => this.#handed.has(name) || (wanted?.has(name) ?? true);
      const made = await session.run(
        picked({ ...inputs, ...handed }, session.inputNames),
        session.outputNames.filter(isNeeded),
      );
      handed = {};
      for (const [name, tensor] of Object.entries(made)) {
        if (this.#handed.has(name)) handed = { ...handed, [name]: tensor };
        else results[name] = tensor;
      }
      await pulse((i + 1) / this.#sessions.length);
    }
    return results;
  }

  /** Frees the memory. The model cannot run afterwards. */
  async release(): Promise<void> {
    await releaseAll(this.#sessions);
  }
}

function picked(tensors: Tensors, names: readonly string[]): Tensors {
  return Object.fromEntries(Object.entries(tensors).filter(([name]) => names.includes(name)));
}

async function releaseAll(sessions: readonly Session[]): Promise<void> {
  await Promise.all(sessions.map((session) => session.release()));
}
