// Control files in ComfyUI's folders, through the shipped workflow: found, listed, applied in a part of the steps, and
// refused where they do not fit. Numbers: test/families/control.test.ts.
import { copyFile, mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Graph } from '../../engine/graph/graph.ts';
import { Engine, type RunResult } from '../../engine/run/engine.ts';
import { loadWorkflow } from '../../engine/workflow/load.ts';
import { applySettings } from '../../engine/workflow/settings.ts';
import { standardServices } from '../../nodes/services/standard.ts';
import { MODELS } from '../../nodes/services/tokens.ts';
import { LATENT } from '../../nodes/sockets.ts';
import { CHECKPOINTS, gap, repoPath } from '../inference/support/goldens.ts';
import { output, registry } from './support.ts';

const SETTINGS = ['model=tiny-random', 'image=c.png', 'width=64', 'height=48', 'steps=2', 'guidance=1', 'seed=42'];
const CANNY = 'controlnet=canny-patch.safetensors';
const INPAINT = 'controlnet=inpaint-patch.safetensors';
const FUN = 'controlnet=fun/fun-union.safetensors';

const folder = await mkdtemp(join(tmpdir(), 'inkloom-'));
const standard = standardServices({
  modelFolders: [repoPath('models'), folder, CHECKPOINTS],
  inputFolders: [repoPath('test/fixtures/images')],
});
beforeAll(async () => {
  for (const [place, file] of [
    ['models/model_patches', 'control/canny-patch.safetensors'],
    ['models/model_patches', 'control/inpaint-patch.safetensors'],
    ['models/controlnet/fun', 'control/fun-union.safetensors'],
    ['models/controlnet', 'checkpoints/tiny-controlnet/diffusion_pytorch_model.safetensors'],
    ['models/loras', 'loras/diffusers.safetensors'],
  ] as const) {
    await mkdir(join(folder, place), { recursive: true });
    await copyFile(repoPath(`test/fixtures/${file}`), join(folder, place, basename(file)));
  }
});
afterAll(() => standard.close());

async function shipped(name: string, ...settings: readonly string[]): Promise<Graph> {
  return applySettings(await loadWorkflow(repoPath(`workflows/${name}.json`)), [...SETTINGS, ...settings], registry);
}

const run = (graph: Graph): Promise<RunResult> =>
  new Engine({ registry, services: standard.services }).run(graph, { targets: ['denoise'] });

async function samples(graph: Graph) {
  const result = await run(graph);
  expect(result.failures).toEqual([]);
  return output(result, 'denoise', 'latent', LATENT).samples;
}

const failure = async (graph: Graph): Promise<string | undefined> => (await run(graph)).failures[0]?.message;

/** The graph with other inputs of a node. */
function changed(graph: Graph, node: string, inputs: Graph['nodes'][string]['inputs']): Graph {
  const old = graph.nodes[node];
  if (!old) throw new Error(`no node ${node}`);
  return { ...graph, nodes: { ...graph.nodes, [node]: { ...old, inputs: { ...old.inputs, ...inputs } } } };
}

it('are listed by what they are', async () => {
  const entries = await standard.services.use(MODELS).entries();
  const nets = entries
    .filter(({ path }) => path.startsWith(folder))
    .map(({ name, model, kinds }) => [name, model, kinds]);
  expect(nets).toEqual([
    ['canny-patch.safetensors', 'Qwen-Image control patch (DiffSynth, canny or depth)', ['controlNet']],
    ['diffusion_pytorch_model.safetensors', 'Qwen-Image ControlNet (InstantX)', ['controlNet']],
    ['fun/fun-union.safetensors', 'Qwen-Image-2512 Fun ControlNet Union', ['controlNet']],
    ['inpaint-patch.safetensors', 'Qwen-Image control patch (DiffSynth, inpainting)', ['controlNet']],
  ]);
});

describe.each([CANNY, FUN])('%s', (file) => {
  it('acts in its part of the steps only', async () => {
    const [never, whole, end] = await Promise.all(
      [['strength=0'], [], ['start=0.5']].map(async (more) => samples(await shipped('controlnet', file, ...more))),
    );
    if (!never || !whole || !end) throw new Error('three runs');
    expect(gap('whole', whole, never)).toBeGreaterThan(0.1);
    expect(gap('second step', end, never)).toBeGreaterThan(0.01);
    expect(gap('second step', end, whole)).toBeGreaterThan(0.01);
  });
});

/** The graph with its control carried by values, and not linked to the denoise node. */
function carried(graph: Graph, carrier: string, inputs: readonly string[]): Graph {
  const old = graph.nodes['denoise'];
  if (!old?.inputs) throw new Error('no denoise node');
  const { control, ...others } = old.inputs;
  const through = inputs.map((input) => {
    const socket = carrier === 'add-control' ? 'conditioning' : 'transformer';
    return [input, socket, { type: carrier, inputs: { [socket]: others[input], control } }] as const;
  });
  const links = Object.fromEntries(through.map(([input, socket]) => [input, { from: `${input}-led.${socket}` }]));
  const nodes = Object.fromEntries(through.map(([input, , node]) => [`${input}-led`, node]));
  const denoise = { ...old, inputs: { ...others, ...links } };
  return { ...graph, nodes: { ...graph.nodes, ...nodes, denoise } };
}

describe('carried', () => {
  it.each([
    ['by both prompts', FUN, 'add-control', ['positive', 'negative']],
    ['by the transformer', CANNY, 'add-control-to-transformer', ['transformer']],
  ])('%s, acts as for the denoise node', async (_, file, carrier, inputs) => {
    const graph = await shipped('controlnet', file, 'guidance=2.5');
    expect((await samples(carried(graph, carrier, inputs))).data).toEqual((await samples(graph)).data);
  });

  it('by one prompt, acts on the predictions of that prompt alone', async () => {
    const graph = await shipped('controlnet', FUN, 'guidance=2.5');
    const [one, both] = [await samples(carried(graph, 'add-control', ['positive'])), await samples(graph)];
    expect(gap('one prompt', one, both)).toBeGreaterThan(0.01);
  });

  it('is refused for a patch and a prompt, before anything runs', async () => {
    const graph = carried(await shipped('controlnet', CANNY), 'add-control', ['positive']);
    const [foreseen] = await new Engine({ registry, services: standard.services }).foresee(graph);
    expect(foreseen?.message).toContain('use "Add control to transformer" for it');
  });

  it('is refused for a transformer of another width, before anything runs', async () => {
    const graph = carried(await shipped('controlnet', FUN, 'model=nano'), 'add-control', ['positive']);
    const [foreseen] = await new Engine({ registry, services: standard.services }).foresee(graph);
    expect(foreseen?.message).toMatch(/width of the image stream/);
  });
});

describe.each([FUN, CANNY, 'controlnet=tiny-controlnet'])('as ComfyUI has it, %s', (file) => {
  const AS_COMFYUI = ['denoise.parity=comfyui', 'guidance=2.5'];

  it('follows beside a reference, and changes with it', async () => {
    const graph = await shipped('controlnet', file, ...AS_COMFYUI);
    const conditioning = { from: 'positive.conditioning' };
    const refer = { type: 'add-reference', inputs: { conditioning, references: [{ from: 'encode.latent' }] } };
    const beside = { ...graph, nodes: { ...graph.nodes, refer } };
    const referring = await samples(changed(beside, 'denoise', { positive: { from: 'refer.conditioning' } }));
    expect(gap('with the reference', referring, await samples(graph))).toBeGreaterThan(0.01);
  });

  it('follows pictures of odd sides in latent pixels', async () => {
    const odd = ['width=72', 'height=56', ...AS_COMFYUI];
    const followed = await samples(await shipped('controlnet', file, ...odd));
    expect(followed.dims).toEqual([1, 16, 7, 9]);
    const alone = await samples(await shipped('controlnet', file, ...odd, 'strength=0'));
    expect(gap('odd', followed, alone)).toBeGreaterThan(0.01);
  });
});

it('of InstantX give what their folders give', async () => {
  const nets = ['diffusion_pytorch_model.safetensors', 'tiny-controlnet'].map(async (name) =>
    samples(await shipped('controlnet', `controlnet=${name}`, 'encode.sample=false')),
  );
  const [single, folded] = await Promise.all(nets);
  expect(single?.data).toEqual(folded?.data);
  // diffusers computes a net with the positive prompt alone.
  const square = ['controlnet=tiny-controlnet', 'guidance=2.5', 'height=64'];
  const ofBoth = await samples(await shipped('controlnet', ...square, 'denoise.parity=comfyui'));
  expect(gap('both prompts', ofBoth, await samples(await shipped('controlnet', ...square)))).toBeGreaterThan(1e-4);
  const without = await samples(await shipped('controlnet', CANNY, 'strength=0', 'encode.sample=false'));
  expect(gap('without', single, without)).toBeGreaterThan(0.01);
});

it('with a mask', async () => {
  const inpaint = await samples(await shipped('controlnet-inpaint', INPAINT, 'mask=mask.png'));
  expect(gap('inpaint', inpaint, await samples(await shipped('controlnet', CANNY, 'strength=0')))).toBeGreaterThan(
    0.01,
  );
  const graph = await shipped('controlnet-inpaint', FUN, 'mask=mask.png');
  const painted = changed(graph, 'apply', { picture: { from: 'encode.latent' } });
  expect(gap('fun', await samples(painted), inpaint)).toBeGreaterThan(0.01);
});

it('the union LoRA follows the control picture as a reference', async () => {
  const lora = 'lora=diffusers.safetensors';
  const graph = await shipped('control-lora', lora, 'strength=0.9');
  const followed = await samples(graph);
  expect(
    gap('without the LoRA', await samples(await shipped('control-lora', lora, 'strength=0')), followed),
  ).toBeGreaterThan(0.01);
  const alone = changed(graph, 'denoise', { positive: { from: 'positive.conditioning' } });
  expect(gap('without the picture', await samples(alone), followed)).toBeGreaterThan(0.01);
});

describe('are refused', () => {
  it.each([CANNY, FUN])('for a transformer of another width, before anything runs: %s', async (file) => {
    const graph = await shipped('controlnet', file, 'model=nano');
    const [foreseen] = await new Engine({ registry, services: standard.services }).foresee(graph);
    expect(foreseen?.message).toMatch(
      /width of the image stream: the transformer .*nano.* has 192, the ControlNet .*safetensors has 96\. Load/,
    );
    expect(await failure(graph)).toMatch(/is (a patch|made) for another transformer/);
  });

  it('without the mask or picture that they need, and with one that they do not take', async () => {
    expect(await failure(await shipped('controlnet', INPAINT))).toBe(
      'This ControlNet is for inpainting: it needs a mask',
    );
    expect(await failure(await shipped('controlnet-inpaint', CANNY, 'mask=mask.png'))).toBe(
      'This ControlNet takes no mask: only an inpainting ControlNet does',
    );
    expect(await failure(await shipped('controlnet-inpaint', FUN, 'mask=mask.png'))).toBe(
      'This ControlNet paints in a picture of its own: with a mask it needs the picture to paint in',
    );
    const picture = { picture: { from: 'encode.latent' } };
    expect(await failure(changed(await shipped('controlnet', FUN), 'apply', picture))).toBe(
      'This ControlNet needs a mask that says where it paints in the picture',
    );
    expect(await failure(changed(await shipped('controlnet', CANNY), 'apply', picture))).toBe(
      'This ControlNet paints in no second picture: only a Fun ControlNet does',
    );
  });
});
