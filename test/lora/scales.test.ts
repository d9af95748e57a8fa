// Alpha over rank: from tensors, from the metadata of diffusers, from the config of PEFT, or 1.
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { readLora } from '../../inference/checkpoint/lora/read-lora.ts';
import { filesOfLora } from '../../inference/checkpoint/lora/scales.ts';
import type { RawTensor } from '../inference/support/temporary-checkpoint.ts';
import { floats, target, writeLora } from './support.ts';

const BLOCK = 'transformer_blocks.0.attn';
const QUERY = `transformer.${BLOCK}.to_q`;
const KEY = `transformer.${BLOCK}.to_k`;
const RANK = 4;
const factors = (...modules: readonly string[]): Record<string, RawTensor> =>
  Object.fromEntries(
    modules.flatMap((module) => [
      [`${module}.lora_A.weight`, floats([RANK, 96])],
      [`${module}.lora_B.weight`, floats([96, RANK])],
    ]),
  );

/** The factor of the change of a projection of block 0. */
async function scaleOf(file: string, projection: string): Promise<number | undefined> {
  const [update] = (await readLora(file, target)).updates.get(`${BLOCK}.${projection}.weight`) ?? [];
  return update?.kind === 'low-rank' ? update.scale : undefined;
}

test('nobody says alpha: the factor is 1', async () => {
  expect(await scaleOf(await writeLora(factors(QUERY)), 'to_q')).toBe(1);
});

test.for([
  ['F32', new Uint8Array(Float32Array.of(2).buffer)],
  ['BF16', Uint8Array.of(0x00, 0x40)],
  ['F16', Uint8Array.of(0x00, 0x40)],
] as const)('a tensor of %s', async ([dtype, data]) => {
  const alpha = { dtype, shape: [], data };
  expect(await scaleOf(await writeLora({ ...factors(QUERY), [`${QUERY}.alpha`]: alpha }), 'to_q')).toBe(2 / RANK);
});

test('the metadata of diffusers, with patterns; a tensor wins', async () => {
  const config = {
    'transformer.r': RANK,
    'transformer.lora_alpha': 8,
    'transformer.alpha_pattern': { 'attn.to_k': 6 },
  };
  const metadata = { format: 'pt', lora_adapter_metadata: JSON.stringify(config) };
  const value = `transformer.${BLOCK}.to_v`;
  const tensors = { ...factors(QUERY, KEY, value), [`${value}.alpha`]: floats([], () => 1) };
  const file = await writeLora(tensors, { metadata });
  expect(await scaleOf(file, 'to_q')).toBe(8 / RANK);
  expect(await scaleOf(file, 'to_k')).toBe(6 / RANK);
  expect(await scaleOf(file, 'to_v')).toBe(1 / RANK);
});

test('rank-stabilised LoRA divides by the square root of the rank', async () => {
  const config = { 'transformer.lora_alpha': 8, 'transformer.use_rslora': true };
  const metadata = { lora_adapter_metadata: JSON.stringify(config) };
  expect(await scaleOf(await writeLora(factors(QUERY), { metadata }), 'to_q')).toBe(8 / Math.sqrt(RANK));
});

test('the config that PEFT writes beside its file is read, and counts for the identity of the LoRA', async () => {
  const file = await writeLora(factors(`base_model.model.${BLOCK}.to_q`), { name: 'adapter_model.safetensors' });
  expect(await filesOfLora(file)).toHaveLength(1);
  const config = join(dirname(file), 'adapter_config.json');
  await writeFile(config, JSON.stringify({ peft_type: 'LORA', r: RANK, lora_alpha: 12 }));
  expect(await scaleOf(file, 'to_q')).toBe(12 / RANK);
  expect((await filesOfLora(file)).map(({ path }) => path)).toEqual([file, config]);
  const other = await writeLora(factors(`base_model.model.${BLOCK}.to_q`));
  await writeFile(join(dirname(other), 'adapter_config.json'), JSON.stringify({ lora_alpha: 12 }));
  expect(await scaleOf(other, 'to_q')).toBe(1);
});

test('metadata that is no JSON counts as none', async () => {
  const metadata = { lora_adapter_metadata: '{' };
  expect(await scaleOf(await writeLora(factors(QUERY), { metadata }), 'to_q')).toBe(1);
});
