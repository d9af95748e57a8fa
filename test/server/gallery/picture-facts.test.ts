// Prompt, seed and model of a picture, from what made it.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { NodeRegistry } from '../../../engine/graph/registry.ts';
import type { Workflow } from '../../../engine/protocol/index.ts';
import { factsOf } from '../../../engine/server/gallery/picture-facts.ts';
import { standardNodes } from '../../../nodes/index.ts';
import { repoPath } from '../../inference/support/goldens.ts';

const registry = new NodeRegistry(standardNodes);
const workflow = JSON.parse(readFileSync(repoPath('workflows/text-to-image.json'), 'utf8')) as Workflow;
const bare: Workflow = { ...workflow, parameters: {} };

/** Literal inputs as provenance keeps them. */
const VALUES = {
  checkpoint: { checkpoint: 'nano' },
  denoise: { seed: 42, guidance: 2 },
  negative: { prompt: 'blurry' },
  positive: { prompt: ' a red fox ' },
};

describe('the facts of a picture', () => {
  it('are the parameters of its workflow', () => {
    const facts = { workflow: 'Text to image', prompt: 'a red fox', seed: '42', model: 'nano' };
    expect(factsOf({ workflow, values: VALUES }, registry)).toEqual(facts);
  });

  it('are those of the copy that made it', () => {
    const { checkpoint, negative, positive } = VALUES;
    const values = { checkpoint, negative, positive, 'denoise#2': { seed: 43 } };
    expect(factsOf({ workflow, values }, registry).seed).toBe('43');
    expect(factsOf({ workflow: bare, values }, registry).seed).toBe('43');
  });

  it('are found by their kinds without parameters, and never in a negative prompt', () => {
    expect(factsOf({ workflow: bare, values: VALUES }, registry)).toMatchObject({ prompt: 'a red fox', model: 'nano' });
    const named = JSON.parse(
      JSON.stringify(bare)
        .replaceAll('"negative"', '"avoid"')
        .replace('"avoid":{"from":"negative.', '"negative":{"from":"avoid.'),
    ) as Workflow;
    const { negative, ...others } = VALUES;
    expect(factsOf({ workflow: named, values: { avoid: negative, ...others } }, registry).prompt).toBe('a red fox');
  });

  it('are missing for what a picture does not depend on', () => {
    expect(factsOf({ workflow, values: {} }, registry)).toEqual({ workflow: 'Text to image' });
  });
});
