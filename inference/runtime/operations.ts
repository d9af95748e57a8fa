/** Routes each request of the child to the family of its component, or to the code that serves every family. */
import { checkMask } from '../diffusion/check-mask.ts';
import { denoiseStep } from '../diffusion/denoise-step.ts';
import { keepOutside } from '../diffusion/keep-outside.ts';
import { latentColoursOf } from '../diffusion/latent-colours.ts';
import { addNoise } from '../diffusion/noise/add-noise.ts';
import { resizeLatents } from '../diffusion/resize-latents.ts';
import { InferenceError } from '../errors.ts';
import { finite } from '../finite.ts';
import { cannyEdges } from '../image/canny.ts';
import { imageOfMask, maskOfImage } from '../image/mask.ts';
import { resizeLanczos } from '../image/resize.ts';
import type { Pulse } from '../pulse.ts';
import { runtimeVersion } from '../onnx/onnxruntime.ts';
import type { KernelSpeed } from '../onnx/measure/kernel-test.ts';
import { measureKernels } from '../onnx/measure/measure-kernels.ts';
import { deviceNamed } from '../onnx/devices/registry.ts';
import { cpu } from '../onnx/devices/cpu.ts';
import { selfTest } from '../onnx/measure/self-test.ts';
import type { Protocol } from './protocol.ts';
import type { Residents } from './residents.ts';

export type Operations = {
  readonly [O in keyof Protocol]: (
    request: Protocol[O]['request'],
    pulse: Pulse,
  ) => Promise<Protocol[O]['reply']> | Protocol[O]['reply'];
};

export function createOperations(residents: Residents): Operations {
  let expected: readonly number[] = [];
  return {
    async encodePrompt(request, pulse) {
      const { runtime, loaded } = await residents.familyOf(request.textEncoder);
      const encoded = await runtime.encodePrompt(loaded, request, pulse);
      finite('hidden states of the prompt', encoded.embeds);
      return encoded;
    },
    async writeText(request, pulse) {
      const { family, runtime, loaded } = await residents.familyOf(request.textEncoder);
      if (runtime.generate) return runtime.generate(loaded, request, pulse);
      throw new InferenceError('invalid-input', `Text encoders of the family "${family.name}" write no text`, {
        field: 'textEncoder',
      });
    },
    async readPicture(request) {
      const { family, runtime, loaded } = await residents.familyOf(request.textEncoder);
      if (!runtime.readPicture) {
        throw new InferenceError('invalid-input', `Text encoders of the family "${family.name}" read no pictures`, {
          field: 'textEncoder',
        });
      }
      const picture = await runtime.readPicture(loaded, request);
      finite('tokens of the picture', picture.tokens);
      return picture;
    },
    async encodeImage(request) {
      const { runtime, loaded } = await residents.familyOf(request.vae);
      return { latents: finite('latents of the picture', await runtime.encodeImage(loaded, request)) };
    },
    resizeImage: ({ image, width, height }) => ({ image: resizeLanczos(image, width, height) }),
    findEdges: ({ image, ...options }) => ({ image: imageOfMask(cannyEdges(maskOfImage(image), options)) }),
    checkMask(request) {
      checkMask(request);
      return {};
    },
    addNoise: (request) => ({ latents: finite('noisy latents', addNoise(request)) }),
    keepOutside: (request) => ({ latents: finite('latents', keepOutside(request)) }),
    resizeLatents: (request) => ({ latents: resizeLatents(request) }),
    expectTimesteps: ({ timesteps }) => {
      expected = timesteps;
      return {};
    },
    async denoiseStep(request, pulse) {
      const { family, runtime, loaded } = await residents.familyOf(request.transformer);
      return denoiseStep(
        (latents, timestep) => runtime.predictor(loaded, { ...request, latents, timestep }, expected),
        request,
        (await latentColoursOf(request.transformer.dir)) ?? family.colours,
        pulse,
      );
    },
    async decodeLatents(request) {
      const { runtime, loaded } = await residents.familyOf(request.vae);
      return { images: await runtime.decode(loaded, request) };
    },
    async check(request) {
      await residents.check(request);
      return {};
    },
    integers: () => residents.integers.get(),
    status: () => residents.status(),
    testDevice: ({ device }) => selfTest(deviceNamed(device), residents.threads),
    measure: async () => {
      const { threads } = residents;
      const { gigaflops, isSteady } = await residents.integers.get({ again: true });
      const integers = (kernel: string, speed: number): KernelSpeed => {
        return { kernel, threads, gigaflops: speed, overFloat32: speed / gigaflops.float32 };
      };
      return {
        runtime: runtimeVersion(),
        isSteady,
        kernels: [
          ...(await measureKernels(cpu, [1, threads])),
          integers('int8, packed', gigaflops.int8Packed),
          integers('int8, where it lies', gigaflops.int8Mapped),
        ],
      };
    },
  };
}
