// The arithmetic and the sizes of the models of Qwen-Image-2.1, against the shapes of all published tensors.
import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { componentWeights } from '../../../inference/families/qwen-image-2.1/weights.ts';
import { textEncoderWork, visionWork } from '../../../inference/families/qwen-image-2.1/work/text.ts';
import { transformerWork } from '../../../inference/families/qwen-image-2.1/work/transformer.ts';
import { transformerConfigSchema } from '../../../inference/families/qwen-image-2.1/transformer/config.ts';
import { textEncoderConfigSchema } from '../../../inference/text/qwen3-vl/config.ts';
import { visionConfigSchema } from '../../../inference/text/qwen3-vl/vision/config.ts';
import { modelLibrary } from '../../../nodes/services/model-library.ts';
import { sparseSafetensors } from '../../checkpoint/formats/sparse-file.ts';
import { layoutConfig } from '../../inference/support/layouts.ts';
import { publishedShapes, type Shapes } from '../../support/sparse-checkpoint.ts';

const transformer = await publishedShapes('transformer-qwen-image-2.1');
const text = await publishedShapes('text_encoder-qwen3-vl-8b');

/** Two operations for each value of the matrices whose names fit. */
function flop(shapes: Shapes, names: RegExp): number {
  const matrices = Object.entries(shapes).filter(([name, shape]) => shape.length >= 2 && names.test(name));
  return matrices.reduce((sum, [, shape]) => sum + 2 * shape.reduce((product, size) => product * size, 1), 0);
}

function values(shapes: Shapes, names: RegExp): number {
  const tensors = Object.entries(shapes).filter(([name]) => names.test(name));
  return tensors.reduce((sum, [, shape]) => sum + shape.reduce((product, size) => product * size, 1), 0);
}

describe('a step of the transformer', () => {
  const model = transformerWork(transformerConfigSchema.parse({}));

  it('multiplies the tokens of the target by all matrices of blocks and ends: 57 TFLOP at 1024 x 1024', () => {
    const { linear } = model.of({ latentPixels: 4096, referencePixels: 0, passes: [60] });
    expect(linear / (4096 * flop(transformer, /^(transformer_blocks|img_in|proj_out)\./))).toBeCloseTo(1, 9);
    expect(linear / 1e12).toBeCloseTo(57.2, 0);
  });

  it('attends to the prompt, and to four tokens in the place of each of its slots', () => {
    const alone = model.of({ latentPixels: 1024, referencePixels: 0, passes: [60] });
    const edit = model.of({ latentPixels: 1024, referencePixels: 2048, passes: [60 + 512] });
    const keys = 1024 + 60;
    expect(alone.attention).toBe(32 * 4 * 1024 * keys * 4096);
    expect(edit.attention).toBe(32 * 4 * 1024 * (keys + 2048) * 4096);
    expect(edit.linear).toBe(alone.linear);
  });
});

describe('the text encoder', () => {
  it('multiplies every token by the matrices of its layers', async () => {
    const model = textEncoderWork(await layoutConfig('text_encoder-qwen3-vl-8b', textEncoderConfigSchema));
    const layers = flop(text, /^model\.language_model\.layers\./);
    expect(model.of({ tokens: 86 }).linear / (100 * layers)).toBeCloseTo(1, 9);
  });

  it('reads a picture by the matrices of its tower, mergers once for four patches', async () => {
    const model = visionWork(await layoutConfig('text_encoder-qwen3-vl-8b', visionConfigSchema));
    const patches = (512 * 512) / 256;
    const expected =
      patches * flop(text, /^model\.visual\.(blocks|patch_embed)\./) +
      (patches / 4) * flop(text, /^model\.visual\.(merger|deepstack_merger_list)\./);
    expect(model.of({ pixels: 512 * 512 }).linear / expected).toBeCloseTo(1, 9);
  });
});

describe('a file', () => {
  async function written(shapes: Shapes): Promise<string> {
    const { path } = await sparseSafetensors(shapes, 'bf16');
    onTestFinished(() => rm(dirname(path), { recursive: true }));
    return path;
  }

  it('holds weights that the setting of precision is about: all but modulation', async () => {
    const counted = values(transformer, /^(transformer_blocks|img_in|txt_in|proj_out)\./);
    expect(await componentWeights({ dir: await written(transformer) })).toMatchObject({
      transformer: { widenedBytes: counted * 4, storedBytes: counted * 2, inEveryStep: true },
    });
    const weights = await componentWeights({ dir: await written(text) });
    expect(weights['text encoder']?.storedBytes).toBe(2 * values(text, /^model\.language_model\.layers\./));
    expect(weights['vision tower']?.storedBytes).toBe(2 * values(text, /^model\.visual\./));
  });

  it('is listed with its licence', async () => {
    const path = await written(transformer);
    expect(await modelLibrary([dirname(path)]).entries()).toMatchObject([
      { model: 'Qwen-Image-2.1', family: 'qwen-image-2.1', licence: 'Qwen Research License: non-commercial use only' },
    ]);
  });
});
