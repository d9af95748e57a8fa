/**
 * The sessions of a step. Step caches need a pass in three parts: up to the first block, the other blocks, the end. A
 * large model is cut there anyway; a small one runs as a whole until a cache asks for the parts.
 */
import type { WeightSource } from '../../../checkpoint/weight-source.ts';
import { buildChain, type ModelChain } from '../../../onnx/chain/build-chain.ts';
import { SessionChain } from '../../../onnx/chain/session-chain.ts';
import type { SessionOptions, Tensors } from '../../../onnx/session.ts';
import type { Pulse } from '../../../pulse.ts';
import { float32, type Tensor } from '../../../tensor.ts';
import type { TransformerConfig } from './config.ts';
import { type StepGraphOptions, stepParts } from './step-graph.ts';

/** The graphs of a step. */
export interface StepModel {
  /** A whole pass. */
  readonly chain: ModelChain;
  /** The same in parts. */
  readonly parts: () => StepParts<Pick<ModelChain, 'groups'>>;
  /** Blocks of the transformer. */
  readonly layers: number;
}

interface StepParts<T> {
  readonly first: T;
  readonly rest: T;
  readonly end: T;
}

/** A pass whose first block has run. Every matrix has the rows of all image tokens, unless it says otherwise. */
export interface StartedStep {
  /** What the first block added to the image stream [image tokens, width]. */
  readonly firstChange: Tensor<'float32'>;
  /** Runs the other blocks. The change is what they added to the image stream. */
  finish(pulse: Pulse): Promise<{ readonly velocity: Tensor<'float32'>; readonly change: Tensor<'float32'> }>;
  /**
   * The velocity if the other blocks add a change.
   * @param change of the first image tokens [tokens, width]; the others get no velocity.
   */
  finishWith(change: Tensor<'float32'>): Promise<Tensor<'float32'>>;
}

/** Name of a stream that goes into a block. */
const before = (block: number, stream: 'img' | 'txt'): string => `before.${block}.${stream}`;

/**
 * Builds the graphs of a step.
 * @throws InferenceError when weights do not fit the config.
 */
export function buildStepModel(
  config: TransformerConfig,
  weights: WeightSource,
  { patches, ...options }: StepGraphOptions,
): StepModel {
  const { layers } = config;
  const parts = stepParts(config, patches);
  const whole = buildChain(parts, weights, options);
  const cut = (): ModelChain => buildChain(parts, weights, { ...options, exposed: ['img_in'], cuts: [1, layers] });
  const chain = whole.groups.length === 1 ? whole : cut();
  return { chain, layers, parts: () => inParts(chain === whole ? cut() : chain) };
}

function inParts({ groups }: ModelChain): StepParts<Pick<ModelChain, 'groups'>> {
  return {
    first: { groups: groups.slice(0, 1) },
    rest: { groups: groups.slice(1, -1) },
    end: { groups: groups.slice(-1) },
  };
}

export class StepSessions {
  readonly #model: StepModel;
  readonly #options: SessionOptions;
  #whole: SessionChain | undefined;
  #parts: StepParts<SessionChain> | undefined;

  private constructor(model: StepModel, options: SessionOptions) {
    this.#model = model;
    this.#options = options;
  }

  /** @throws InferenceError as {@link SessionChain.create}. */
  static async create(model: StepModel, options: SessionOptions): Promise<StepSessions> {
    const sessions = new StepSessions(model, options);
    if (model.chain.groups.length === 1) sessions.#whole = await SessionChain.create(model.chain, options);
    else await sessions.#inParts();
    return sessions;
  }

  /** Names of all inputs of a pass. */
  get inputNames(): readonly string[] {
    const { first, rest, end } = this.#parts ?? {};
    const names = [this.#whole, first, rest, end].flatMap((chain) => chain?.inputNames ?? []);
    return [...new Set(names)];
  }

  /** The velocity of a whole pass. */
  async run(inputs: Tensors, pulse: Pulse): Promise<Tensor<'float32'>> {
    if (this.#whole) return velocityOf(await this.#whole.run(inputs, { pulse }));
    const { first, rest, end } = await this.#inParts();
    const begun = await first.run(inputs, { outputs: [before(1, 'img'), before(1, 'txt')] });
    const streams = { ...begun, ...(await rest.run({ ...inputs, ...begun }, { pulse })) };
    return velocityOf(await end.run({ ...inputs, ...streams }));
  }

  /** Runs the first block of a pass. The inputs must not change before the pass is finished. */
  async start(inputs: Tensors): Promise<StartedStep> {
    const { first, rest, end } = await this.#inParts();
    const begun = await first.run(inputs);
    const img = begun[before(1, 'img')] as Tensor<'float32'>;
    const txt = begun[before(1, 'txt')] as Tensor<'float32'>;
    const finish = async (streams: Tensors): Promise<Tensor<'float32'>> =>
      velocityOf(await end.run({ ...inputs, ...streams }));
    const { layers } = this.#model;
    return {
      firstChange: difference(img, begun['img_in'] as Tensor<'float32'>),
      async finish(pulse) {
        const streams = { ...begun, ...(await rest.run({ ...inputs, ...begun }, { pulse })) };
        return {
          velocity: await finish(streams),
          change: difference(streams[before(layers, 'img')] as Tensor<'float32'>, img),
        };
      },
      finishWith: (change) =>
        finish({ [before(layers, 'img')]: firstRowsPlus(img, change), [before(layers, 'txt')]: txt }),
    };
  }

  async release(): Promise<void> {
    const chains = [this.#whole, ...Object.values(this.#parts ?? {})];
    await Promise.all(chains.map((chain) => chain?.release()));
  }

  /** Loads the parts, in the place of the whole. */
  async #inParts(): Promise<StepParts<SessionChain>> {
    if (this.#parts) return this.#parts;
    await this.#whole?.release();
    this.#whole = undefined;
    const { first, rest, end } = this.#model.parts();
    const loaded: SessionChain[] = [];
    try {
      for (const part of [first, rest, end]) loaded.push(await SessionChain.create(part, this.#options));
    } catch (error) {
      await Promise.all(loaded.map((chain) => chain.release()));
      throw error;
    }
    const [firstChain, restChain, endChain] = loaded as [SessionChain, SessionChain, SessionChain];
    this.#parts = { first: firstChain, rest: restChain, end: endChain };
    return this.#parts;
  }
}

function velocityOf({ velocity }: Tensors): Tensor<'float32'> {
  return velocity as Tensor<'float32'>;
}

/** a - b, of one shape. */
function difference(a: Tensor<'float32'>, b: Tensor<'float32'>): Tensor<'float32'> {
  return float32(
    a.data.map((value, i) => value - (b.data[i] as number)),
    a.dims,
  );
}

/** As many first rows of `a` as `b` has, plus `b`. */
function firstRowsPlus(a: Tensor<'float32'>, b: Tensor<'float32'>): Tensor<'float32'> {
  return float32(
    b.data.map((value, i) => value + (a.data[i] as number)),
    b.dims,
  );
}
