/** The shipped workflow's forecast: the work of its nodes, by a machine of a thousand million operations a second. */
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { NodeRegistry } from '../../engine/graph/registry.ts';
import { Engine } from '../../engine/run/engine.ts';
import { loadWorkflow } from '../../engine/workflow/load.ts';
import { applySettings } from '../../engine/workflow/settings.ts';
import { work } from '../../inference/families/qwen-image/work/work.ts';
import type { ExpectedRef, WorkOperation, WorkSizes } from '../../inference/index.ts';
import { standardNodes } from '../../nodes/index.ts';
import { estimatedTokens } from '../../nodes/expected-time.ts';
import { standardServices } from '../../nodes/services/standard.ts';
import { INFERENCE } from '../../nodes/services/tokens.ts';
import { repoPath } from '../inference/support/goldens.ts';

const registry = new NodeRegistry(standardNodes);
const PACE = 1e-9;
/** Seconds to load any component. */
const LOADING = 1000;

async function forecast(name: string, ...settings: readonly string[]): Promise<Record<string, number | undefined>> {
  const { services, inference } = standardServices({
    modelFolders: [repoPath('models')],
    inputFolders: [repoPath('workflows')],
  });
  const expectTime = async <O extends WorkOperation>(operation: O, ref: ExpectedRef, sizes: WorkSizes[O]) => {
    const { linear, attention } = (await work[operation](ref)).of(sizes);
    return { seconds: (linear + attention) * PACE, loading: LOADING };
  };
  services.provide(INFERENCE, {
    request: async () => {
      throw new Error('A forecast asks the inference process nothing');
    },
    profile: () => inference.profile(),
    settle: (ref) => inference.settle(ref),
    device: () => inference.device(),
    lora: (ref, role, file) => inference.lora(ref, role, file),
    expect: expectTime,
  });
  const workflow = applySettings(await loadWorkflow(repoPath(`workflows/${name}.json`)), settings, registry);
  const { nodes } = await new Engine({ registry, services }).forecast(workflow);
  return Object.fromEntries(nodes.map((node) => [node.node, node.action === 'run' ? node.seconds : undefined]));
}

/** Without the time of loading. */
const stepsOf = (nodes: Record<string, number | undefined>): number => (nodes['denoise'] ?? Number.NaN) - LOADING;

describe('the forecast of a picture', () => {
  it('is five times as long for 100 steps as for 20', async () => {
    const [few, many] = [await forecast('text-to-image'), await forecast('text-to-image', 'steps=100')];
    expect(stepsOf(many) / stepsOf(few)).toBeCloseTo(5, 9);
  });

  it('grows with tokens and with their square: by hand for nano at 128 and 256', async () => {
    // models/nano/transformer: 6 layers of width 192 and 64 features; 256 wide text. Guidance: two prompts.
    const pass = (image: number, text: number): number => {
      const linear = 6 * 12 * 2 * 192 * 192 * (image + text);
      const ends = 2 * image * (64 * 192 + 192 * 64) + 2 * text * 192 * 256;
      return linear + ends + 6 * 4 * (image + text) ** 2 * 192;
    };
    const prompt = 'a red star';
    const json = JSON.parse(await readFile(repoPath('workflows/text-to-image.json'), 'utf8')) as {
      nodes: Record<string, { inputs: { prompt: string } }>;
    };
    const text = [prompt, json.nodes['negative']?.inputs.prompt ?? ''].map(estimatedTokens);
    for (const [side, image] of [
      [128, 64],
      [256, 256],
    ] as const) {
      const nodes = await forecast('text-to-image', `prompt=${prompt}`, `width=${side}`, `height=${side}`, 'steps=4');
      const flop = text.reduce((sum, tokens) => sum + pass(image, tokens), 0);
      expect(stepsOf(nodes)).toBeCloseTo(4 * flop * PACE, 9);
    }
  });

  it('takes half as long without guidance, and a share of the steps of a picture that is redrawn', async () => {
    const guided = stepsOf(await forecast('text-to-image', 'prompt=  '));
    const alone = stepsOf(await forecast('text-to-image', 'prompt=  ', 'guidance=1'));
    expect(alone / guided).toBeCloseTo(0.5, 1);
    const redrawn = async (strength: number) =>
      stepsOf(await forecast('image-to-image', 'steps=20', `strength=${strength}`));
    expect((await redrawn(0.5)) / (await redrawn(1))).toBeCloseTo(0.5, 9);
  });

  it('counts the loading of a component once', async () => {
    const { positive = 0, negative = 0, decode = 0 } = await forecast('text-to-image');
    expect([positive, negative].filter((seconds) => seconds > LOADING)).toHaveLength(1);
    expect(decode).toBeGreaterThan(LOADING);
  });

  it('counts the tokens of the picture that is edited', async () => {
    const edited = await forecast('edit', 'steps=4');
    const made = await forecast('text-to-image', 'steps=4');
    expect(stepsOf(edited)).toBeGreaterThan(1.5 * stepsOf(made));
  });
});
