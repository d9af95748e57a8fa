/** Descriptions of nodes, against those that ComfyUI gives. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { objectInfo } from '../../engine/comfyui/object-info.ts';
import type { NodeInfo } from '../../engine/comfyui/prompts.ts';
import { comfyNodes } from '../../nodes/comfyui/index.ts';
import { SAMPLER_NAMES } from '../../nodes/comfyui/sampling/sampling.ts';

/** Lists of files, samplers and schedulers are empty in the recording: they depend on the installation. */
const recorded = JSON.parse(
  readFileSync(join(import.meta.dirname, '../fixtures/comfyui-protocol/object-info.json'), 'utf8'),
) as Readonly<Record<string, NodeInfo>>;

const none = { files: () => [], pictures: () => [] };

/** Choices that are other ones here, by input. */
const OURS: readonly string[] = ['sampler_name', 'scheduler', 'type'];

function described(name: string): unknown {
  const node = comfyNodes.get(name);
  if (!node) return undefined;
  return JSON.parse(JSON.stringify(objectInfo(node, none)), (key, value: unknown) => {
    if (!OURS.includes(key) || !Array.isArray(value)) return value;
    const [type, options] = value as [unknown, object];
    return Array.isArray(type) ? [[], options] : [type, { ...options, options: [] }];
  });
}

describe('the description of a node', () => {
  it.each(Object.entries(recorded))('is that of ComfyUI: %s', (name, theirs) => {
    const ours = described(name) as NodeInfo;
    expect(Object.fromEntries(Object.keys(theirs).map((field) => [field, ours[field]]))).toEqual(theirs);
  });

  it('offers the samplers that run here, in the order of ComfyUI', () => {
    expect(SAMPLER_NAMES.slice(0, 4)).toEqual(['euler', 'euler_cfg_pp', 'euler_ancestral', 'heun']);
  });
});
