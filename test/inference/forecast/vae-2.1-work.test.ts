/** The arithmetic of the VAE of Qwen-Image-2.1 against the shapes of all of its published tensors. */
import { expect, it } from 'vitest';
import { vaeConfigSchema } from '../../../inference/families/qwen-image-2.1/vae/config.ts';
import { decoderWork, encoderWork } from '../../../inference/families/qwen-image-2.1/work/vae.ts';
import { elementCount } from '../../../inference/tensor.ts';
import { layout, layoutConfig } from '../support/layouts.ts';

const source = await layout('vae-qwen-image-2.1');
const config = await layoutConfig('vae-qwen-image-2.1', vaeConfigSchema);

/** Two operations for each weight of a half, times the pixels that it is used for, by the level in its name. */
function ofWeights(half: 'encoder' | 'decoder', areaOf: (name: string, level: number | undefined) => number): number {
  let flop = 0;
  for (const name of source.names()) {
    const isOutside = name.startsWith(half === 'encoder' ? 'quant_conv' : 'post_quant_conv');
    if (!name.endsWith('.weight') || name.includes('time_conv') || !(isOutside || name.startsWith(half))) continue;
    const [, level] = /_blocks\.(\d)\./.exec(name) ?? [];
    const weights = elementCount(source.get(name)?.shape ?? []);
    flop += 2 * weights * areaOf(name, level === undefined ? undefined : Number(level));
  }
  return flop;
}

it('is that of every weight, for each pixel of its level', () => {
  const latentPixels = 36;
  const encoder = ofWeights('encoder', (name, level) => {
    if (level === undefined) return name.startsWith('encoder.conv_in') ? 256 : 1;
    return 256 / 4 ** (name.includes('resample') ? level + 1 : level);
  });
  const decoder = ofWeights('decoder', (name, level) => {
    if (level === undefined) return name.startsWith('decoder.conv_out') ? 256 : 1;
    return 4 ** (name.includes('resample') ? level + 1 : level);
  });
  const [encoded, decoded] = [
    encoderWork(config).of({ pixels: latentPixels * 256 }),
    decoderWork(config).of({ latentPixels, frames: 1 }),
  ];
  expect(encoded.linear / (latentPixels * encoder)).toBeCloseTo(1, 9);
  expect(decoded.linear / (latentPixels * decoder)).toBeCloseTo(1, 9);
  // Scores and sums, over 768 and 1152 channels.
  expect(encoded.attention).toBe(4 * latentPixels ** 2 * 768);
  expect(decoded.attention).toBe(4 * latentPixels ** 2 * 1152);
});
