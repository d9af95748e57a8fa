// The part of a LoRA that changes how prompts are read, through the node.
import { copyFile, mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Graph } from '../../engine/graph/graph.ts';
import { Engine } from '../../engine/run/engine.ts';
import { loraTargets } from '../../inference/families/qwen-image/loras.ts';
import { standardServices } from '../../nodes/services/standard.ts';
import { CONDITIONING } from '../../nodes/sockets.ts';
import { gap, repoPath, TINY } from '../inference/support/goldens.ts';
import { output, registry } from '../pipeline/support.ts';
import { floats, writeLora } from './support.ts';

const MODULE = 'layers.0.self_attn.q_proj';
const { weights } = await loraTargets.textEncoder({ dir: join(TINY, 'text_encoder') });
const [out = 0, width = 0] = weights.get(`model.${MODULE}.weight`)?.shape ?? [];

/** Rank 1: up[i] * down[j], small and different everywhere. */
const up = (i: number): number => Math.sin(i) / 10;
const down = (j: number): number => Math.cos(j) / 10;

function graphOf(lora: string, strength: number): Graph {
  return {
    nodes: {
      checkpoint: { type: 'load-checkpoint', inputs: { checkpoint: 'tiny-random' } },
      lora: {
        type: 'load-text-encoder-lora',
        inputs: { textEncoder: { from: 'checkpoint.textEncoder' }, lora, strength },
      },
      text: { type: 'encode-text', inputs: { textEncoder: { from: 'lora.textEncoder' }, prompt: 'A red fox' } },
    },
  };
}

test('beside the weights, merged into them, and not at all', async () => {
  const models = await mkdtemp(join(tmpdir(), 'inkloom-'));
  await mkdir(join(models, 'loras'));
  const kohya = `lora_te_${MODULE.replaceAll('.', '_')}`;
  const beside = await writeLora({
    [`${kohya}.lora_down.weight`]: floats([1, width], down),
    [`${kohya}.lora_up.weight`]: floats([out, 1], up),
    'lora_unet_transformer_blocks_0_attn_to_q.alpha': floats([], () => 1),
  });
  const difference = floats([out, width], (i) => up(Math.floor(i / width)) * down(i % width));
  const merged = await writeLora({ [`text_encoder.model.${MODULE}.diff`]: difference });
  await copyFile(beside, join(models, 'loras', 'beside.safetensors'));
  await copyFile(merged, join(models, 'loras', 'merged.safetensors'));
  const standard = standardServices({
    modelFolders: [models, repoPath('models')],
    inference: { prepared: join(models, 'prepared'), precision: 'fp32' },
  });
  try {
    const engine = new Engine({ registry, services: standard.services });
    const encoded = async (lora: string, strength: number) => {
      const notes: string[] = [];
      const result = await engine.run(graphOf(`${lora}.safetensors`, strength), {
        targets: ['text'],
        foresee: true,
        onEvent: (event) => event.type === 'node-note' && notes.push(event.message),
      });
      expect(result.failures).toEqual([]);
      return { ...output(result, 'text', 'conditioning', CONDITIONING), notes };
    };
    const plain = await encoded('beside', 0);
    const one = await encoded('beside', 2);
    expect(one.notes).toEqual(
      expect.arrayContaining([
        'beside.safetensors: LoRA (kohya), rank 1, 1 of 1 modules matched.',
        expect.stringContaining('1 modules belong to another part of the model'),
      ]),
    );
    expect(gap('with and without', one.embeds, plain.embeds)).toBeGreaterThan(1e-3);
    const other = await encoded('merged', 2);
    expect(gap('beside and merged', other.embeds, one.embeds)).toBeLessThan(1e-5);
  } finally {
    await standard.close();
  }
});
