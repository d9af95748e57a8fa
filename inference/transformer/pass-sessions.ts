/**
 * The sessions of a pass. Step caches need a pass in three parts: up to the first block, the other blocks, the end. A
 * large model is cut there anyway; a small one runs as a whole until a cache asks for the parts.
 */
import type { WeightSource } from '../checkpoint/weight-source.ts';
import { buildChain, buildSmall, type ModelChain } from '../onnx/chain/build-chain.ts';
import type { ModelParts, Streams } from '../onnx/chain/model-parts.ts';
import { SessionChain, type SessionChainOptions } from '../onnx/chain/session-chain.ts';
import type { GraphOptions } from '../onnx/graph-core.ts';
import { DeviceWeights } from '../onnx/streaming/device-weights.ts';

/** The graphs of a pass. */
export interface PassModel {
  /** A whole pass. */
  readonly chain: ModelChain;
  /** The same in parts. */
  readonly parts: () => PassParts<Pick<ModelChain, 'groups'>>;
  /** Blocks of the transformer. */
  readonly layers: number;
}

export interface PassParts<T> {
  readonly first: T;
  readonly rest: T;
  readonly end: T;
}

/** Name of a stream that goes into a block; the number of blocks stands for the end. */
export const streamBefore = (block: number, stream: string): string => `before.${block}.${stream}`;

/**
 * Builds the graphs of a pass.
 * @param entering name under which the stream that enters the first block can be exposed.
 * @throws InferenceError when weights do not fit the config.
 */
export function buildPassModel<S extends Streams<S>>(
  parts: ModelParts<S>,
  weights: WeightSource,
  entering: string,
  options: GraphOptions,
): PassModel {
  const layers = parts.blocks;
  const cut = (): ModelChain => buildChain(parts, weights, { ...options, exposed: [entering], cuts: [1, layers] });
  const small = buildSmall(parts, weights, options);
  const chain = small ?? cut();
  return { chain, layers, parts: () => inParts(small ? cut() : chain) };
}

function inParts({ groups }: ModelChain): PassParts<Pick<ModelChain, 'groups'>> {
  return {
    first: { groups: groups.slice(0, 1) },
    rest: { groups: groups.slice(1, -1) },
    end: { groups: groups.slice(-1) },
  };
}

export class PassSessions {
  /** Blocks of the transformer. */
  readonly layers: number;
  readonly #model: PassModel;
  readonly #options: SessionChainOptions;
  #whole: SessionChain | undefined;
  #parts: PassParts<SessionChain> | undefined;

  private constructor(model: PassModel, options: SessionChainOptions) {
    this.layers = model.layers;
    this.#model = model;
    // Weights of all parts share the room on a device.
    this.#options = { ...options, deviceWeights: new DeviceWeights(options.deviceMemory) };
  }

  /** @throws InferenceError as {@link SessionChain.create}. */
  static async create(model: PassModel, options: SessionChainOptions): Promise<PassSessions> {
    const sessions = new PassSessions(model, options);
    if (model.chain.groups.length === 1) sessions.#whole = await SessionChain.create(model.chain, options);
    else await sessions.inParts();
    return sessions;
  }

  /** Names of all inputs of a pass. */
  get inputNames(): readonly string[] {
    const { first, rest, end } = this.#parts ?? {};
    const names = [this.#whole, first, rest, end].flatMap((chain) => chain?.inputNames ?? []);
    return [...new Set(names)];
  }

  /** The sessions of the whole; undefined once it is in parts. */
  get whole(): SessionChain | undefined {
    return this.#whole;
  }

  /** The sessions of the parts: loads them, in the place of the whole. */
  async inParts(): Promise<PassParts<SessionChain>> {
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

  async release(): Promise<void> {
    const chains = [this.#whole, ...Object.values(this.#parts ?? {})];
    await Promise.all(chains.map((chain) => chain?.release()));
  }
}
