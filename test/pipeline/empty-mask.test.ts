// A mask that paints nothing fails the node that takes it, before the first step, and says what to do.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Engine, type RunResult } from '../../engine/run/engine.ts';
import { loadWorkflow } from '../../engine/workflow/load.ts';
import { applySettings } from '../../engine/workflow/settings.ts';
import { type StandardServices, standardServices } from '../../nodes/services/standard.ts';
import { CHECKPOINTS, repoPath } from '../inference/support/goldens.ts';
import { registry } from './support.ts';

const SIZE = 128;

let folder: string;
let standard: StandardServices;

/** Draws on a picture of one colour. @param draw SVG elements. */
async function picture(name: string, background: string, draw = ''): Promise<void> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${SIZE}" height="${SIZE}" shape-rendering="crispEdges">`;
  const base = background === 'none' ? '' : `<rect width="100%" height="100%" fill="${background}"/>`;
  await sharp(Buffer.from(`${svg}${base}${draw}</svg>`))
    .png()
    .toFile(join(folder, name));
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'inkloom-mask-'));
  await picture('black.png', '#000');
  await picture('faint.png', '#000', '<rect x="32" y="32" width="64" height="64" fill="#777"/>');
  await picture('dot.png', '#000', '<rect x="35" y="35" width="3" height="3" fill="#fff"/>');
  await picture('transparent.png', 'none', '<rect x="32" y="32" width="64" height="64" fill="#000"/>');
  await picture('white.png', '#000', '<rect x="32" y="32" width="64" height="64" fill="#fff"/>');
  standard = standardServices({
    modelFolders: [repoPath('models'), CHECKPOINTS],
    inputFolders: [folder, repoPath('workflows')],
  });
});
afterAll(async () => {
  await standard.close();
  await rm(folder, { recursive: true, force: true });
});

interface Ran {
  readonly result: RunResult;
  /** Steps of the loop that began. */
  readonly steps: readonly string[];
}

async function inpaint(
  mask: string,
  options: { readonly byTransparency?: boolean; readonly workflow?: string } = {},
): Promise<Ran> {
  const { byTransparency = false, workflow = 'inpaint' } = options;
  const settings = ['model=tiny-random', `mask=${mask}`, 'steps=2', 'width=128', 'height=128'];
  if (workflow !== 'inpaint') settings.push('controlnet=tiny-controlnet-inpaint');
  const graph = applySettings(await loadWorkflow(repoPath(`workflows/${workflow}.json`)), settings, registry);
  const { denoise } = graph.nodes;
  if (!denoise) throw new Error('no node denoise');
  const linked = { ...denoise, inputs: { ...denoise.inputs, mask: { from: 'maskFile.mask' } } };
  const steps: string[] = [];
  const result = await new Engine({ registry, services: standard.services }).run(
    byTransparency ? { ...graph, nodes: { ...graph.nodes, denoise: linked } } : graph,
    {
      targets: ['denoise'],
      onEvent: (event) => {
        if (event.type === 'node-started' && /step-\d/.test(event.node)) steps.push(event.node);
      },
    },
  );
  return { result, steps };
}

describe('inpainting with a mask that paints nothing', () => {
  it.each([
    ['black.png', /black everywhere.*white.*"Mask" of "Load image".*"Invert mask"/],
    ['transparent.png', /black everywhere.*transparency.*"Mask" of "Load image"/],
    ['faint.png', /nothing of it is half grey or lighter.*full white/],
    ['dot.png', /nothing of it is half grey or lighter.*8 pixels wide.*"Grow mask"/],
  ])('fails for %s before the first step, at the field of the mask', async (mask, message) => {
    const { result, steps } = await inpaint(mask);
    expect(result.failures).toEqual([
      expect.objectContaining({
        node: expect.stringMatching(/^denoise\b/),
        code: 'invalid-input',
        message: expect.stringMatching(message),
        details: expect.objectContaining({ field: 'mask' }),
      }),
    ]);
    expect(steps).toEqual([]);
  });

  it('fails for the transparency of a picture that has none', async () => {
    const { result } = await inpaint('black.png', { byTransparency: true });
    expect(result.failures.map(({ details }) => details?.['field'])).toEqual(['mask']);
  });

  it('fails an inpainting ControlNet too', async () => {
    const { result, steps } = await inpaint('black.png', { workflow: 'controlnet-inpaint' });
    expect(result.failures.map(({ node, details }) => [node, details?.['field']])).toEqual([['apply', 'mask']]);
    expect(steps).toEqual([]);
  });

  it('runs when white is painted, and by the transparency that is painted', async () => {
    for (const run of [await inpaint('white.png'), await inpaint('transparent.png', { byTransparency: true })]) {
      expect(run.result.failures).toEqual([]);
      expect(run.steps).toHaveLength(2);
    }
  });
});
