/**
 * Shortcuts around the levels of the VAE: the input of a level, with its sides and its channels changed by moving and
 * averaging values, without weights. A video's shortcut also halves or doubles its frames. A still picture is the last
 * frame of a pair whose first is zero, so half of the averaged values are zero.
 * Source: diffusers `autoencoder_kl_qwenimage21.py`, the residual down and up blocks.
 */
import type { Graph } from '../../../onnx/graph.ts';
import { conv, depthToSpace2, takeChannels } from '../../../onnx/picture-operators.ts';
import type { Value } from '../../../onnx/value.ts';
import { float32 } from '../../../tensor.ts';
import { channelsOf } from '../../../vae/blocks.ts';

/** How much smaller a level makes a picture. */
export interface Shrinking {
  /** Frames that become one: 1 or 2. */
  readonly frames: number;
  /** Pixels along a side that become one: 1 or 2. */
  readonly side: number;
}

/**
 * The values of a channel that shrink to one place are counted frame by frame, row by row; the values of all channels
 * at that place make one list, channel by channel. Equal stretches of the list are averaged, one for each new channel.
 * @param x [1, channels, h, w].
 * @returns [1, out, h / side, w / side].
 */
export function averageShortcut(g: Graph, x: Value, out: number, { frames, side }: Shrinking): Value {
  const channels = channelsOf(x);
  const area = side ** 2;
  const perChannel = frames * area;
  const stretch = (channels * perChannel) / out;
  if (perChannel === 1 && stretch === 1) return x;

  // Where stretches and channels begin at the same value, channels can be convolved apart.
  const groups = greatestCommonDivisor(channels, out);
  const [inputs, outputs] = [channels / groups, out / groups];
  const weight = new Float32Array(out * inputs * area);
  for (let to = 0; to < out; to += 1) {
    const firstChannel = Math.floor(to / outputs) * inputs;
    for (let input = 0; input < inputs; input += 1) {
      // The still picture is the last frame.
      const first = (firstChannel + input) * perChannel + (frames - 1) * area;
      for (let pixel = 0; pixel < area; pixel += 1) {
        const isInStretch = Math.floor((first + pixel) / stretch) === to;
        if (isInStretch) weight[(to * inputs + input) * area + pixel] = 1 / stretch;
      }
    }
  }
  return conv(g, x, g.constant(float32(weight, [out, inputs, side, side])), undefined, { stride: side, groups });
}

/**
 * The inverse order: the list of a place holds every channel equally often, and is dealt to the new channels, each of
 * which takes four values, or eight for two frames, the last four of which are the still picture.
 * @param x [1, channels, h, w].
 * @param frames that one becomes: 1 or 2.
 * @returns [1, out, 2h, 2w].
 */
export function repeatShortcut(g: Graph, x: Value, out: number, frames: number): Value {
  const repeats = (out * frames * 4) / channelsOf(x);
  const sources = Array.from({ length: out * 4 }, (_, i) => {
    const [to, pixel] = [Math.floor(i / 4), i % 4];
    return Math.floor(((to * frames + frames - 1) * 4 + pixel) / repeats);
  });
  return depthToSpace2(g, takeChannels(g, x, sources));
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
