/** A text as far as the language model has read it. Further tokens attend to the keys and values of those before. */
import type { SessionChain } from '../../onnx/chain/session-chain.ts';
import type { Tensors } from '../../onnx/session.ts';
import type { Pulse } from '../../pulse.ts';
import type { Tensor } from '../../tensor.ts';
import type { DecoderConfig } from './decoder-config.ts';
import { emptyCache, pastOf, presentNames } from './key-value-cache.ts';
import type { MropeTable } from './mrope.ts';

/** The next tokens of a text. */
export interface TokenRows {
  /** [tokens, width]. */
  readonly embeds: Tensor<'float32'>;
  readonly rope: MropeTable;
  /** Further inputs of this model's layers for these tokens. */
  readonly others: Tensors;
}

export interface ReadOptions {
  /** Whether further tokens will be read. Without it, keys and values of these are not kept. */
  readonly continues: boolean;
  /** Called after each group of layers. */
  readonly pulse: Pulse;
}

export class Reading {
  readonly #config: DecoderConfig;
  readonly #session: SessionChain;
  readonly #given: Tensors;
  /** Keys and values so far, each [1, kvHeads, tokens, headDim]. */
  #past: Tensors;
  #tokens: number;

  /**
   * @param given inputs that are the same for all tokens, such as strengths of LoRAs.
   * @param begun keys and values of the tokens that were read already; default: none were.
   */
  constructor(
    config: DecoderConfig,
    session: SessionChain,
    given: Tensors,
    begun: { readonly past: Tensors; readonly tokens: number } = { past: emptyCache(config), tokens: 0 },
  ) {
    this.#config = config;
    this.#session = session;
    this.#given = given;
    this.#past = begun.past;
    this.#tokens = begun.tokens;
  }

  /** Keys and values so far, each [1, kvHeads, tokens, headDim]; none after a read that does not continue. */
  get past(): Tensors {
    return this.#past;
  }

  /** The output `hidden` of the next tokens, [tokens, width] row by row. */
  async read({ embeds, rope, others }: TokenRows, { continues, pulse }: ReadOptions): Promise<Float32Array> {
    this.#tokens += embeds.dims[0] as number;
    const outputs = await this.#session.run(
      {
        ...this.#past,
        ...this.#given,
        ...others,
        'embeds': embeds,
        'rope.cos': rope.cos,
        'rope.sin': rope.sin,
        'last_index': { dtype: 'int32', dims: [1], data: Int32Array.of(this.#tokens - 1) },
        'total': { dtype: 'int32', dims: [], data: Int32Array.of(this.#tokens) },
      },
      { outputs: continues ? ['hidden', ...presentNames(this.#config)] : ['hidden'], pulse },
    );
    this.#past = pastOf(outputs);
    return outputs['hidden']?.data as Float32Array;
  }
}
