/** The sessions of a model that is cut into groups of blocks, run one after the other as if they were one. */
import { noPulse, type Pulse } from '../../pulse.ts';
import { disposeAll, DeviceTensor, type Values } from '../streaming/device-tensor.ts';
import type { OnnxModel } from '../model.ts';
import { Session, type SessionOptions, type Tensors } from '../session.ts';
import { sizesOf } from '../streaming/activations.ts';
import type { DeviceMemory } from '../streaming/device-memory.ts';
import { DeviceWeights } from '../streaming/device-weights.ts';
import { StreamedStage } from '../streaming/streamed-stage.ts';
import type { ModelChain } from './build-chain.ts';

export interface ChainRun {
  /** Names to compute; default: all that are not handed over. */
  readonly outputs?: readonly string[];
  /** Called after each session. */
  readonly pulse?: Pulse;
}

export interface SessionChainOptions extends SessionOptions {
  /** Memory of the device, which all components share; default: memory of their own without a limit. */
  readonly deviceMemory?: DeviceMemory;
  /** Streamed weights of the component, for one of several chains; default: those of this chain alone. */
  readonly deviceWeights?: DeviceWeights;
}

type Stage = Session | StreamedStage;

export class SessionChain {
  /** Names of all inputs that a run gives. */
  readonly inputNames: readonly string[];
  readonly #groups: readonly OnnxModel[];
  readonly #stages: readonly Stage[];
  /** Names that one session hands to another. */
  readonly #handed: ReadonlySet<string>;
  readonly #weights: DeviceWeights | undefined;

  private constructor(groups: readonly OnnxModel[], stages: readonly Stage[], weights: DeviceWeights | undefined) {
    const outputs = new Set(stages.flatMap(({ outputNames }) => outputNames));
    const inputs = [...new Set(stages.flatMap(({ inputNames }) => inputNames))];
    this.#groups = groups;
    this.#stages = stages;
    this.#weights = weights;
    this.#handed = new Set(inputs.filter((name) => outputs.has(name)));
    this.inputNames = inputs.filter((name) => !outputs.has(name));
  }

  /**
   * Loads all graphs. Streamed ones load no weights yet.
   * @throws InferenceError as {@link Session.create}; nothing stays loaded then.
   */
  static async create({ groups }: Pick<ModelChain, 'groups'>, options: SessionChainOptions): Promise<SessionChain> {
    const isStreamed = groups.some(({ streamed }) => streamed);
    if (!isStreamed) return new SessionChain(groups, await sessionsOf(groups, options), undefined);
    const weights = options.deviceWeights ?? new DeviceWeights(options.deviceMemory);
    const inputs = new Set(groups.flatMap((group) => group.inputs.map(({ name }) => name)));
    const stages: StreamedStage[] = [];
    for (const group of groups) {
      const handed = group.outputs.map(({ name }) => name).filter((name) => inputs.has(name));
      stages.push(await StreamedStage.create(group, options, handed, weights));
    }
    const [first] = groups;
    if (first)
      weights.add(
        stages.map((stage) => stage.weights),
        first.device,
      );
    return new SessionChain(groups, stages, weights);
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
    await this.working(inputs, async () => {
      let handed: Values = {};
      try {
        for (let i = 0; i < this.length; i += 1) {
          const made = await this.runGroup(i, { ...inputs, ...handed }, this.outputNamesOf(i).filter(isNeeded));
          disposeAll(handed);
          handed = picked(made, [...this.#handed]);
          for (const [name, value] of Object.entries(made)) {
            if (!this.#handed.has(name) && !(value instanceof DeviceTensor)) results[name] = value;
          }
          await pulse((i + 1) / this.length);
        }
      } finally {
        disposeAll(handed);
      }
    });
    return results;
  }

  /**
   * Work that runs graphs one by one, with room for them on the device.
   * @param inputs of the run that takes most memory.
   * @throws InferenceError `out-of-memory` when the device may not hold even one graph; the errors of the work.
   */
  async working<T>(inputs: Tensors, work: () => Promise<T>): Promise<T> {
    if (!this.#weights) return work();
    const activations = this.#activations(inputs);
    await this.#weights.begin(this, activations);
    try {
      return await work();
    } finally {
      this.#weights.end(activations);
    }
  }

  /** Number of graphs. */
  get length(): number {
    return this.#stages.length;
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
   * Runs one of the graphs, for callers that take several sequences through each before the next. Outputs that stay on
   * a device belong to the caller.
   * @param index from 0.
   * @param inputs every one of its inputs, and perhaps others.
   * @param outputs names to compute.
   * @throws InferenceError as {@link run}.
   */
  runGroup(index: number, inputs: Values, outputs: readonly string[]): Promise<Values> {
    const stage = this.#at(index);
    return stage.run(picked(inputs, stage.inputNames), outputs);
  }

  #at(index: number): Stage {
    const stage = this.#stages[index];
    if (!stage) throw new RangeError(`The chain has ${this.length} graphs, not ${index + 1}`);
    return stage;
  }

  /** Frees the memory. The model cannot run afterwards. */
  async release(): Promise<void> {
    const streamed = this.#stages.filter((stage) => stage instanceof StreamedStage);
    await this.#weights?.remove(
      this,
      streamed.map(({ weights }) => weights),
    );
    await releaseAll(this.#stages.filter((stage) => stage instanceof Session));
  }

  /** Bytes of values on the device, in the graph that takes most. */
  #activations(inputs: Tensors): number {
    const sizes = sizesOf(
      this.#groups.flatMap((group) => group.inputs),
      (name) => inputs[name]?.dims,
    );
    return Math.max(...this.#groups.map((group) => group.activationBytes(sizes)));
  }
}

async function sessionsOf(groups: readonly OnnxModel[], options: SessionOptions): Promise<readonly Session[]> {
  const sessions: Session[] = [];
  try {
    // Each arena would keep the memory of a group's largest run.
    const arena = groups.length === 1;
    for (const group of groups) sessions.push(await Session.create(group, { ...options, arena }));
  } catch (error) {
    await releaseAll(sessions);
    throw error;
  }
  return sessions;
}

function picked<T>(values: Readonly<Record<string, T>>, names: readonly string[]): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(values).filter(([name]) => names.includes(name)));
}

async function releaseAll(sessions: readonly Session[]): Promise<void> {
  await Promise.all(sessions.map((session) => session.release()));
}
