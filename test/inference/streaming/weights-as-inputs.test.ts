// Models whose weights are inputs: the bytes of models that hold them, whatever stays on the device.
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { WeightSource } from '../../../inference/checkpoint/weight-source.ts';
import { openTransformer } from '../../../inference/families/qwen-image/transformer/open.ts';
import { stepParts } from '../../../inference/families/qwen-image/transformer/step-graph.ts';
import { buildChain, type ModelChain } from '../../../inference/onnx/chain/build-chain.ts';
import type { ModelParts, Streams } from '../../../inference/onnx/chain/model-parts.ts';
import { SessionChain } from '../../../inference/onnx/chain/session-chain.ts';
import { cpu } from '../../../inference/onnx/devices/cpu.ts';
import type { Device } from '../../../inference/onnx/devices/device.ts';
import { DeviceMemory } from '../../../inference/onnx/streaming/device-memory.ts';
import { sizesOf } from '../../../inference/onnx/streaming/activations.ts';
import { bytesWith, keptWithin } from '../../../inference/onnx/streaming/placement.ts';
import { sentBytes } from '../../../inference/onnx/streaming/stream-graph.ts';
import { openLanguageModel } from '../../../inference/text/qwen2.5-vl/open.ts';
import { textParts } from '../../../inference/text/qwen2.5-vl/graph.ts';
import { repoPath, TINY } from '../support/goldens.ts';
import { inputsOf } from '../support/chain-inputs.ts';

const streaming: Device = { ...cpu, streaming: { location: 'cpu' } };

type Build = (device: Device) => ModelChain;

function builder<S extends Streams<S>>(parts: ModelParts<S>, weights: WeightSource): Build {
  return (device) => buildChain(parts, weights, { device, isFull: () => true });
}

async function modelNamed(name: 'transformer' | 'nano' | 'text encoder'): Promise<Build> {
  if (name === 'text encoder') {
    const { config, weights } = await openLanguageModel({ dir: join(TINY, 'text_encoder') });
    return builder(textParts(config), weights);
  }
  const dir = name === 'nano' ? repoPath('models/nano/transformer') : join(TINY, 'transformer');
  const { config, weights } = await openTransformer({ dir });
  return builder(stepParts(config), weights);
}

async function open(chain: ModelChain, deviceMemory?: DeviceMemory): Promise<SessionChain> {
  const sessions = await SessionChain.create(chain, { precision: 'cast', ...(deviceMemory ? { deviceMemory } : {}) });
  onTestFinished(() => sessions.release());
  return sessions;
}

/** Bytes that each graph is sent. */
const sent = ({ groups }: ModelChain): readonly number[] =>
  groups.map(({ streamed }) => (streamed ? sentBytes(streamed) : NaN));

function activations({ groups, activationBytes }: ModelChain): number {
  const inputs = inputsOf(groups);
  return activationBytes(
    sizesOf(
      groups.flatMap((group) => group.inputs),
      (name) => inputs[name]?.dims,
    ),
  );
}

describe('weights as inputs give the bytes of weights in graphs', () => {
  test.for(['transformer', 'nano', 'text encoder'] as const)('%s', async (name) => {
    const build = await modelNamed(name);
    const [holding, streamed] = [build(cpu), build(streaming)];
    expect(streamed.weightNames).toEqual(holding.weightNames);
    const inputs = inputsOf(holding.groups);
    expect(inputsOf(streamed.groups)).toEqual(inputs);
    const expected = await (await open(holding)).run(inputs);
    const need = { weights: sent(streamed), activations: activations(streamed) };
    const all = bytesWith(need.weights.length, need);
    const none = bytesWith(0, need);
    for (const limit of [Infinity, none, none + all / 2]) {
      const memory = new DeviceMemory(limit);
      const sessions = await open(streamed, memory);
      expect(await sessions.run(inputs)).toEqual(expected);
      const kept = need.weights.slice(0, keptWithin(limit, need));
      expect(memory.used).toBe(kept.reduce((sum, bytes) => sum + bytes, 0));
      // Weights that stay are not read again.
      expect(await sessions.run(inputs)).toEqual(expected);
      expect(memory.peak).toBeLessThanOrEqual(limit);
    }
  });
});

describe('graphs of one shape', () => {
  test('are equal to the byte, so that they share a session', async () => {
    const { groups } = (await modelNamed('nano'))(streaming);
    const [, second, ...others] = groups.slice(0, -1).map(({ bytes }) => Buffer.from(bytes).toString('latin1'));
    expect(others.length).toBeGreaterThan(1);
    for (const other of others) expect(other).toBe(second);
  });
});

describe('memory of a device', () => {
  test('is left by the component used longest ago when another needs it', async () => {
    const build = await modelNamed('nano');
    const chain = build(streaming);
    const all = sent(chain).reduce((sum, bytes) => sum + bytes, 0);
    const memory = new DeviceMemory(1.5 * (all + activations(chain)));
    const inputs = inputsOf(chain.groups);
    const [a, b] = [
      await SessionChain.create(chain, { precision: 'cast', deviceMemory: memory }),
      await SessionChain.create(chain, { precision: 'cast', deviceMemory: memory }),
    ];
    const expected = await a.run(inputs);
    expect(memory.used).toBe(all);
    expect(await b.run(inputs)).toEqual(expected);
    expect(memory.used).toBe(all);
    expect(await a.run(inputs)).toEqual(expected);
    expect(memory.peak).toBeLessThanOrEqual(memory.limit);
    await a.release();
    await b.release();
    expect(memory.used).toBe(0);
  });

  test('that cannot hold one graph is refused in words', async () => {
    const build = await modelNamed('transformer');
    const sessions = await open(build(streaming), new DeviceMemory(1000));
    await expect(sessions.run(inputsOf(build(cpu).groups))).rejects.toMatchObject({
      code: 'out-of-memory',
      details: { field: 'vram' },
    });
  });

  test('that is lowered holds less, to the same result', async () => {
    const chain = (await modelNamed('nano'))(streaming);
    const inputs = inputsOf(chain.groups);
    const memory = new DeviceMemory();
    const sessions = await open(chain, memory);
    const expected = await sessions.run(inputs);
    const held = memory.used;
    await memory.lower(activations(chain) + held * 0.75);
    expect(memory.used).toBe(0);
    expect(await sessions.run(inputs)).toEqual(expected);
    expect(memory.used).toBeGreaterThan(0);
    expect(memory.used).toBeLessThan(held);
  });
});
