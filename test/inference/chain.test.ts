// A model that is cut into sessions of blocks gives the bytes of one session.
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { WeightSource } from '../../inference/checkpoint/weight-source.ts';
import { openTransformer } from '../../inference/families/qwen-image/transformer/open.ts';
import { stepParts } from '../../inference/families/qwen-image/transformer/step-graph.ts';
import { buildChain, type ModelChain } from '../../inference/onnx/chain/build-chain.ts';
import type { ModelParts, Streams } from '../../inference/onnx/chain/model-parts.ts';
import { SessionChain } from '../../inference/onnx/chain/session-chain.ts';
import type { PrecisionName } from '../../inference/precision/registry.ts';
import { openLanguageModel, openVision } from '../../inference/text/qwen2.5-vl/open.ts';
import { textParts } from '../../inference/text/qwen2.5-vl/graph.ts';
import { textParts as qwen3Parts } from '../../inference/text/qwen3-vl/graph.ts';
import * as qwen3 from '../../inference/text/qwen3-vl/open.ts';
import { visionParts } from '../../inference/text/qwen2.5-vl/vision/graph.ts';
import { inputsOf } from './support/chain-inputs.ts';
import { CHECKPOINTS, repoPath, TINY } from './support/goldens.ts';

async function open(chain: Pick<ModelChain, 'groups'>, precision: PrecisionName): Promise<SessionChain> {
  const sessions = await SessionChain.create(chain, { precision });
  onTestFinished(() => sessions.release());
  return sessions;
}

interface Opened {
  readonly weights: WeightSource;
  readonly build: (weights: WeightSource, isFull: () => boolean) => ModelChain;
}

function opened<S extends Streams<S>>(parts: ModelParts<S>, weights: WeightSource): Opened {
  return { weights, build: (source, isFull) => buildChain(parts, source, { isFull }) };
}

async function modelNamed(
  name: 'transformer' | 'nano' | 'text encoder' | 'vision tower' | 'Qwen3-VL',
): Promise<Opened> {
  if (name === 'Qwen3-VL') {
    const { config, weights } = await qwen3.openLanguageModel({ dir: join(CHECKPOINTS, 'tiny-qwen3-vl') });
    return opened(qwen3Parts(config), weights);
  }
  if (name === 'vision tower') {
    const { config, weights } = await openVision({ dir: join(TINY, 'text_encoder') });
    return opened(visionParts(config, weights), weights);
  }
  if (name === 'text encoder') {
    const { config, weights } = await openLanguageModel({ dir: join(TINY, 'text_encoder') });
    return opened(textParts(config), weights);
  }
  const dir = name === 'nano' ? repoPath('models/nano/transformer') : join(TINY, 'transformer');
  const { config, weights } = await openTransformer({ dir });
  return opened(stepParts(config), weights);
}

describe('a session for each block gives the bytes of one session', () => {
  test.for([
    ['transformer', 'fp32'],
    ['transformer', 'cast'],
    ['nano', 'fp32'],
    ['nano', 'cast'],
    ['text encoder', 'fp32'],
    ['text encoder', 'cast'],
    ['Qwen3-VL', 'fp32'],
    ['vision tower', 'fp32'],
    ['vision tower', 'cast'],
  ] as const)('%s, %s', async ([name, precision]) => {
    const { weights, build } = await modelNamed(name);
    const [whole, blocks] = [build(weights, () => false), build(weights, () => true)];
    expect(whole.groups).toHaveLength(1);
    expect(blocks.groups.length).toBeGreaterThan(1);
    expect(blocks.weightNames).toEqual(whole.weightNames);
    expect(blocks.weightMemory(precision)).toEqual(whole.weightMemory(precision));
    const inputs = inputsOf(whole.groups);
    expect(inputsOf(blocks.groups)).toEqual(inputs);
    const expected = await (await open(whole, precision)).run(inputs);
    expect(await (await open(blocks, precision)).run(inputs)).toEqual(expected);
  });
});

describe('a chain of sessions', () => {
  test('tells after each session how much of the run is done', async () => {
    const { weights, build } = await modelNamed('transformer');
    const { groups } = build(weights, () => true);
    const sessions = await open({ groups }, 'fp32');
    const shares: number[] = [];
    await sessions.run(inputsOf(groups), { pulse: (share) => Promise.resolve(void shares.push(share)) });
    expect(shares).toEqual(groups.map((_, i) => (i + 1) / groups.length));
  });

  test('ends between two sessions when its pulse does, and runs again', async () => {
    const { weights, build } = await modelNamed('transformer');
    const { groups } = build(weights, () => true);
    const sessions = await open({ groups }, 'fp32');
    const shares: number[] = [];
    const pulse = (share: number): Promise<void> => {
      shares.push(share);
      return Promise.reject(new Error('cancelled'));
    };
    await expect(sessions.run(inputsOf(groups), { pulse })).rejects.toThrow('cancelled');
    expect(shares).toEqual([1 / groups.length]);
    expect(await sessions.run(inputsOf(groups))).toHaveProperty('velocity');
  });

  test('computes the outputs asked for, and no others', async () => {
    const { weights, build } = await modelNamed('text encoder');
    const { groups } = build(weights, () => true);
    const outputs = await (await open({ groups }, 'fp32')).run(inputsOf(groups), { outputs: ['hidden'] });
    expect(Object.keys(outputs)).toEqual(['hidden']);
  });

  test('reports the weights that all its graphs miss, at once', async () => {
    const { weights, build } = await modelNamed('transformer');
    const missing = ['img_in.weight', 'transformer_blocks.1.attn.to_q.weight', 'proj_out.bias'];
    const lacking = { ...weights, get: (name: string) => (missing.includes(name) ? undefined : weights.get(name)) };
    let message = '';
    try {
      build(lacking, () => true);
    } catch (error) {
      ({ message } = error as Error);
    }
    for (const name of missing) expect(message).toContain(name);
  });
});
