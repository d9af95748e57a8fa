/** The inputs of a pass for each stretch of a sequence, apart from its modulation. */
import { causalMask } from '../../../transformer/partly-masked-attention.ts';
import type { Tensors } from '../../../onnx/session.ts';
import { rotaryTable } from '../../../transformer/rotary-table.ts';
import { float32, type Tensor, zeros } from '../../../tensor.ts';
import type { TransformerConfig } from './config.ts';
import type { JointSequence, Stretch } from './joint-sequence.ts';
import type { SequenceStretches } from './sequence-pass.ts';

type Sizes = Pick<TransformerConfig, 'ropeDims' | 'textWidth' | 'inChannels' | 'heads'>;

export interface SequenceTokens {
  /** Hidden states [states, textWidth], slots included. */
  readonly text: Tensor<'float32'>;
  /** Tokens of each picture [tokens, inChannels]. */
  readonly references: readonly Tensor<'float32'>[];
  /** Tokens of the target [tokens, inChannels]. */
  readonly target: Tensor<'float32'>;
}

/** Memory for the scores of text tokens, which are all there at once: of two copies each has at most this. */
const SCORE_BYTES = 256 * 2 ** 20;
const FLOAT_BYTES = 4;

/** Most text tokens of a stretch that follows `past` tokens: heads * text * (past + text) scores fit the memory. */
export function mostText({ heads }: Pick<Sizes, 'heads'>, past: number): number {
  const scores = SCORE_BYTES / FLOAT_BYTES / heads;
  return Math.max(1, Math.floor((Math.sqrt(past ** 2 + 4 * scores) - past) / 2));
}

/** The inputs of the stretches of the prefix. */
export function prefixInputs(sizes: Sizes, { prefix }: JointSequence, tokens: SequenceTokens): readonly Tensors[] {
  const { text, references } = tokens;
  return prefix.map((stretch) => {
    const { start, length } = stretch.text;
    const { textWidth, inChannels } = sizes;
    const states = text.data.subarray(start * textWidth, (start + length) * textWidth);
    return {
      text: float32(states, [length, textWidth]),
      latents: stretch.picture === undefined ? zeros([0, inChannels]) : (references[stretch.picture] as Tensor),
      mask: maskOf(stretch.past, length),
      ...rope(sizes, stretch.positions),
    };
  });
}

/** The inputs of the target, whose tokens see everything. */
export function targetInputs(sizes: Sizes, { targetPositions }: JointSequence, { target }: SequenceTokens): Tensors {
  return {
    text: zeros([0, sizes.textWidth]),
    latents: target,
    mask: maskOf(0, 0),
    ...rope(sizes, targetPositions),
  };
}

/** Text sees all tokens before the stretch, and its own up to itself. */
function maskOf(past: number, text: number): Tensor<'float32'> {
  return float32(causalMask(past, text), [text + 1, past + text + 1]);
}

function rope({ ropeDims }: Sizes, positions: Stretch['positions']): Tensors {
  const { cos, sin } = rotaryTable(positions, ropeDims);
  return { 'rope.cos': cos, 'rope.sin': sin };
}

/** Adds the modulation to the inputs of stretches. */
export function modulated(
  { prefix, target }: SequenceStretches,
  modulation: { readonly prefix: Tensors; readonly target: Tensors },
): SequenceStretches {
  return {
    prefix: prefix.map((inputs) => ({ ...inputs, ...modulation.prefix })),
    target: { ...target, ...modulation.target },
  };
}
