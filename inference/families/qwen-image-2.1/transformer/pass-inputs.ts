/** Names and shapes of the inputs that all blocks of a pass share, and of the keys and values that each adds. */
import type { Graph } from '../../../onnx/graph.ts';
import type { RotaryTables } from '../../../onnx/kernels/kernels.ts';
import type { Value } from '../../../onnx/value.ts';
import type { TransformerConfig } from './config.ts';
import type { ModulationPart } from './modulation-graph.ts';

/** Keys after norm and rotation, and values: of the tokens of a pass, or of all tokens before it. */
export interface KeysAndValues<T> {
  readonly keys: T;
  readonly values: T;
}

export interface PassInputs {
  /** A part of the modulation [width], the same for all tokens of a pass. */
  readonly modulation: (part: ModulationPart) => Value;
  /** [tokens, headDim / 2] each. */
  readonly rope: RotaryTables;
  /** Added to the scores of text tokens, which are the first of a pass: as `partlyMaskedAttention` takes it. */
  readonly mask: Value;
  /** Of the tokens before the pass [1, past, width] each. */
  readonly past: (block: number) => KeysAndValues<Value>;
}

/** Outputs of a pass, each [1, tokens, width]. */
export function keyNames(block: number): KeysAndValues<string> {
  return { keys: `keys.${block}`, values: `values.${block}` };
}

/** Inputs of a pass have the names of what earlier passes put out, with this before them. */
export const PAST = 'past.';

/** The inputs of blocks in a graph. */
export function passInputs(g: Graph, { width, headDim }: TransformerConfig): PassInputs {
  const past = (name: string): Value => g.input(`${PAST}${name}`, 'float32', [1, 'past', width]);
  return {
    modulation: (part) => modulationInput(g, part, width),
    rope: g.rotaryInputs('tokens', headDim / 2),
    mask: g.input('mask', 'float32', ['masked', 'seen']),
    past(block) {
      const { keys, values } = keyNames(block);
      return { keys: past(keys), values: past(values) };
    },
  };
}

/** A vector [width] of the modulation, given as [1, width]. */
export function modulationInput(g: Graph, name: string, width: number): Value {
  return g.reshape(g.input(name, 'float32', [1, width]), [width]);
}
