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
    const isNeeded = (name: string): boolean => this.#handed.has(name) || (wanted?.has(name) ?? true);
    const results: Record<string, Tensors[string]> = {};
    let handed: Tensors = {};
    for (let i = 0; i < this.length; i += 1) {
      const made = await this.runGroup(i, { ...inputs, ...handed }, this.outputNamesOf(i).filter(isNeeded));
      handed = {};
      for (const [name, tensor] of Object.entries(made)) {
        if (this.#handed.has(name)) handed = { ...handed, [name]: tensor };
        else results[name] = tensor;
      }
      await pulse((i + 1) / this.length);
    }
    return results;
  }

  /** Number of graphs. */
  get length(): number {
    return this.#sessions.length;
  }

  /** Names of all inputs of a graph, those that another one hands over included. @param index from 0. */
  inputNamesOf(index: number): readonly string[] {
    return this.#at(index).inputNames;
  }

  /** Names of all outputs of a graph. @param index from 0. */
  outputNamesOf(index: number): readonly string[] {
    return this.#at(index).outputNames;
  }

  /**
   * Runs one of the graphs, for callers that take several sequences through each before the next.
   * @param index from 0.
   * @param inputs every one of its inputs, and perhaps others.
   * @param outputs names to compute.
   * @throws InferenceError as {@link run}.
   */
  runGroup(index: number, inputs: Tensors, outputs: readonly string[]): Promise<Tensors> {
    const session = this.#at(index);
    return session.run(picked(inputs, session.inputNames), outputs);
  }

  #at(index: number): Session {
    const session = this.#sessions[index];
    if (!session) throw new RangeError(`The chain has ${this.length} graphs, not ${index + 1}`);
    return session;
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
