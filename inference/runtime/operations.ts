/** What the child does for each request: the stages of the pipeline, on the models in memory. */
import { denoiseStep } from '../qwen-image/guidance/denoise-step.ts';
import { tensorToImages } from '../qwen-image/latents/image.ts';
import { drawLatentNoise, mixNoise } from '../qwen-image/noise/latent-noise.ts';
import { TorchGenerator } from '../qwen-image/noise/torch-generator.ts';
import { encodePrompt } from '../qwen-image/prompt/encode-prompt.ts';
import { templateByName } from '../qwen-image/prompt/prompt-template.ts';
import { elementCount, float32, type Tensor } from '../tensor.ts';
import type { AddNoiseRequest, DecodeLatentsRequest, EncodePromptRequest, Protocol } from './protocol.ts';
import type { Residents } from './residents.ts';

export type Operations = {
  readonly [O in keyof Protocol]: (request: Protocol[O]['request']) => Promise<Protocol[O]['reply']> | Protocol[O]['reply'];
};

export function createOperations(residents: Residents): Operations {
  let expected: readonly number[] = [];
  return {
    encodePrompt: (request) => encode(residents, request),
    addNoise,
    expectTimesteps: ({ timesteps }) => {
      expected = timesteps;
      return {};
    },
    async denoiseStep(request) {
      const transformer = await residents.transformer(request.transformer);
      if (expected.includes(request.timestep)) await transformer.prepare(expected);
      return denoiseStep(transformer, request);
    },
    decodeLatents: (request) => decode(residents, request),
    status: () => residents.status(),
  };
}

async function encode(residents: Residents, request: EncodePromptRequest): Promise<Protocol['encodePrompt']['reply']> {
  const { template, prompt, window, overflow } = request;
  const tokenizer = await residents.tokenizer(request.tokenizer);
  const { ids, drop } = encodePrompt(tokenizer, templateByName(template), prompt, { window, overflow });
  const hidden = await (await residents.textEncoder(request.textEncoder)).encode(ids);
  const width = hidden.dims[1] ?? 0;
  return { embeds: float32(hidden.data.slice(drop * width), [ids.length - drop, width]) };
}

function addNoise({ latents, seed, sigma, rounding }: AddNoiseRequest): Protocol['addNoise']['reply'] {
  const [batch = 0, channels = 0, height = 0, width = 0] = latents.dims;
  const noise = drawLatentNoise(new TorchGenerator(BigInt(seed)), { batch, channels, height, width }, 'diffusers', rounding);
  return { latents: mixNoise(latents, noise, sigma) };
}

async function decode(residents: Residents, { vae: ref, latents }: DecodeLatentsRequest): Promise<Protocol['decodeLatents']['reply']> {
  const vae = await residents.vae(ref);
  const images = [];
  const size = elementCount(latents.dims.slice(1));
  for (let frame = 0; frame * size < latents.data.length; frame += 1) {
    const one: Tensor<'float32'> = float32(latents.data.slice(frame * size, (frame + 1) * size), [1, ...latents.dims.slice(1)]);
    images.push(...tensorToImages(await vae.decode(vae.denormalise(one))));
  }
  return { images };
}
