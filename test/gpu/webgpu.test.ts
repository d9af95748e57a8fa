// Pictures on WebGPU against those of the processor. Vulkan runs in software, so that no GPU is needed. Every shape
// costs seconds of compiling shaders: all tests share one process, the smallest pictures and few steps.
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { Engine } from '../../engine/run/engine.ts';
import { loadWorkflow } from '../../engine/workflow/load.ts';
import { applySettings } from '../../engine/workflow/settings.ts';
import { TorchGenerator } from '../../inference/diffusion/noise/torch-generator.ts';
import type { SettledComponent } from '../../inference/families/requests.ts';
import type { DeviceName } from '../../inference/onnx/devices/names.ts';
import { float32, type Tensor } from '../../inference/tensor.ts';
import { standardServices } from '../../nodes/services/standard.ts';
import { INFERENCE } from '../../nodes/services/tokens.ts';
import { IMAGE, LATENT } from '../../nodes/sockets.ts';
import { repoPath } from '../inference/support/goldens.ts';
import { output, registry } from '../pipeline/support.ts';
import { whyNoVulkan } from '../support/vulkan.ts';

const NANO = repoPath('models/nano');
/** Latent pixels of a side: 64 in the picture. */
const LATENT_SIDE = 8;
const why = await whyNoVulkan();

type Standard = ReturnType<typeof standardServices>;

interface Made {
  readonly latents: Tensor<'float32'>;
  readonly bytes: Uint8Array;
}

/** Decibels of the peak over the error of 8-bit values. */
function psnr(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  let squares = 0;
  for (let i = 0; i < b.length; i += 1) squares += ((a[i] as number) - (b[i] as number)) ** 2;
  return 10 * Math.log10(255 ** 2 / (squares / b.length));
}

describe.skipIf(why !== undefined)(`WebGPU${why === undefined ? '' : `, skipped: ${why}`}`, async () => {
  const prepared = await mkdtemp(join(tmpdir(), 'inkloom-'));
  const on = (device: DeviceName): Standard =>
    standardServices({
      modelFolders: [repoPath('models')],
      inputFolders: [repoPath('workflows')],
      inference: { device, precision: 'fp32', prepared },
    });
  const [gpu, host] = [on('webgpu'), on('cpu')];
  afterAll(() => Promise.all([gpu.close(), host.close()]));

  async function picture({ services }: Standard, name: string): Promise<Made> {
    const graph = applySettings(
      await loadWorkflow(repoPath(`workflows/${name}.json`)),
      ['prompt=a red star', 'steps=2', 'guidance=1', 'seed=0', ...(name === 'edit' ? [] : ['width=64', 'height=64'])],
      registry,
    );
    const result = await new Engine({ registry, services }).run(graph, { targets: ['denoise', 'decode'] });
    expect(result.failures).toEqual([]);
    const { samples } = output(result, 'denoise', 'latent', LATENT);
    return { latents: samples, bytes: output(result, 'decode', 'image', IMAGE).data };
  }

  test.for(['text-to-image', 'edit'])(
    'a picture by %s is that of the processor',
    { timeout: 300_000 },
    async (name) => {
      const [actual, expected] = [await picture(gpu, name), await picture(host, name)];
      expect(psnr(actual.bytes, expected.bytes)).toBeGreaterThan(45);
      // Sums in another order: equal ones would be the processor's own.
      expect(actual.latents.data).not.toEqual(expected.latents.data);
    },
  );

  /** One step from noise to a picture, by a transformer whose weights are held in a way. */
  async function step({ services }: Standard, held: string): Promise<ArrayLike<number>> {
    const settled = { graphs: 1, held: { transformer: held }, rowScale: 'absmax' } as SettledComponent;
    const noise = new TorchGenerator(1n);
    const { latents } = await services.use(INFERENCE).request('denoiseStep', {
      transformer: { dir: join(NANO, 'transformer'), digest: 'nano', family: 'qwen-image', settled },
      latents: float32(noise.randn(16 * LATENT_SIDE ** 2), [1, 16, LATENT_SIDE, LATENT_SIDE]),
      positive: { embeds: float32(noise.randn(8 * 256), [8, 256]) },
      guidance: { scale: 1 },
      sigma: 1,
      nextSigma: 0,
      timestep: 1,
    });
    // The same decoder for both: its own error is that of the pictures above.
    const vae = { dir: join(NANO, 'vae'), digest: 'nano', family: 'qwen-image' };
    const { images } = await host.services.use(INFERENCE).request('decodeLatents', { vae, latents });
    return images[0]?.data ?? [];
  }

  test.for([
    ['cast', 45],
    ['int8', 40],
    ['int4', 40],
  ] as const)('a step with weights in %s is that of the processor', { timeout: 300_000 }, async ([held, least]) => {
    const [actual, expected] = [await step(gpu, held), await step(host, held)];
    expect(psnr(actual, expected)).toBeGreaterThan(least);
  });
});
