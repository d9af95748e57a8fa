/** What the child does for each request: the stages of the pipeline, on the models in memory. */
import { denoiseStep } from '../families/qwen-image/denoise-step.ts';
import type { ScaledSamples } from '../families/qwen-image/controlnet/residuals.ts';
import { controlSamples, withKeptMask } from '../families/qwen-image/controlnet/control-samples.ts';
import { imageToTensor, tensorToImages, withAlpha } from '../image/pixels.ts';
import { imageOfMask, latentMask, maskOfImage } from '../image/mask.ts';
import { drawLatentNoise, mixNoise } from '../diffusion/noise/latent-noise.ts';
import { TorchGenerator } from '../diffusion/noise/torch-generator.ts';
import { encodePrompt } from '../text/prompt/encode-prompt.ts';
import { IMAGE_PAD, templateByName } from '../text/prompt/prompt-template.ts';
import { picturePositions } from '../text/qwen2.5-vl/mrope.ts';
import type { EncodeExtras } from '../text/qwen2.5-vl/text-encoder.ts';
import { cannyEdges } from '../image/canny.ts';
import { patchPicture } from '../text/qwen2.5-vl/vision/image-processor.ts';
import { resizeLanczos } from '../image/resize.ts';
import { sampleLatents } from '../families/qwen-image/vae/sample.ts';
import { elementCount, float32, stackRows, type Tensor } from '../tensor.ts';
import type {
  AddNoiseRequest,
  DecodeLatentsRequest,
  DenoiseStepRequest,
  EncodeImageRequest,
  EncodePromptRequest,
  KeepOutsideRequest,
  PictureTokens,
  Protocol,
  ReadPictureRequest,
} from './protocol.ts';
import type { Residents } from './residents.ts';

export type Operations = {
  readonly [O in keyof Protocol]: (
    request: Protocol[O]['request'],
  ) => Promise<Protocol[O]['reply']> | Protocol[O]['reply'];
};

export function createOperations(residents: Residents): Operations {
  let expected: readonly number[] = [];
  return {
    encodePrompt: (request) => encode(residents, request),
    readPicture: (request) => readPicture(residents, request),
    encodeImage: (request) => encodeImage(residents, request),
    resizeImage: ({ image, width, height }) => ({ image: resizeLanczos(image, width, height) }),
    findEdges: ({ image, ...options }) => ({ image: imageOfMask(cannyEdges(maskOfImage(image), options)) }),
    addNoise,
    keepOutside,
    expectTimesteps: ({ timesteps }) => {
      expected = timesteps;
      return {};
    },
    async denoiseStep(request) {
      // Before the transformer is asked for: loading a net may take it out of memory.
      const controls = await control(residents, request);
      const transformer = await residents.transformer(request.transformer);
      if (expected.includes(request.timestep)) await transformer.prepare(expected);
      return denoiseStep(transformer, request, controls);
    },
    decodeLatents: (request) => decode(residents, request),
    status: () => residents.status(),
  };
}

async function encode(residents: Residents, request: EncodePromptRequest): Promise<Protocol['encodePrompt']['reply']> {
  const { template, prompt, window, overflow, pictures = [] } = request;
  const tokenizer = await residents.tokenizer(request.tokenizer);
  const pictureTokens = pictures.map(({ tokens }) => tokens.dims[0] ?? 0);
  const { ids, drop } = encodePrompt(tokenizer, templateByName(template), prompt, { window, overflow, pictureTokens });
  const hidden = await (
    await residents.textEncoder(request.textEncoder)
  ).encode(ids, pictureExtras(ids, tokenizer.idOf(IMAGE_PAD), pictures));
  const width = hidden.dims[1] ?? 0;
  return { embeds: float32(hidden.data.slice(drop * width), [ids.length - drop, width]) };
}

/** Where the tokens of pictures go, and the positions they get. */
function pictureExtras(
  ids: readonly number[],
  pictureToken: number | undefined,
  pictures: readonly PictureTokens[],
): EncodeExtras {
  if (pictures.length === 0 || pictureToken === undefined) return {};
  const positions = ids.flatMap((id, place) => (id === pictureToken ? [place] : []));
  return {
    positions: picturePositions(ids, pictureToken, pictures),
    embeds: { positions, values: stackRows(pictures.map(({ tokens }) => tokens)) },
  };
}

async function readPicture(
  residents: Residents,
  { textEncoder, processor, image }: ReadPictureRequest,
): Promise<PictureTokens> {
  const tower = await residents.visionTower(textEncoder);
  const patched = patchPicture(image, tower.config, processor);
  const { merge } = tower.config;
  return {
    tokens: await tower.encode(patched),
    rows: patched.grid.rows / merge,
    columns: patched.grid.columns / merge,
  };
}

async function encodeImage(
  residents: Residents,
  { vae: ref, image, seed }: EncodeImageRequest,
): Promise<Protocol['encodeImage']['reply']> {
  const vae = await residents.vae(ref);
  const distribution = await vae.encode(imageToTensor(vae.config.pixelChannels === 4 ? withAlpha(image) : image));
  return {
    latents: vae.normalise(
      seed === undefined ? distribution.mean : sampleLatents(distribution, new TorchGenerator(BigInt(seed))),
    ),
  };
}

function addNoise({ latents, seed, sigma, rounding, afterSample }: AddNoiseRequest): Protocol['addNoise']['reply'] {
  const [batch = 0, channels = 0, height = 0, width = 0] = latents.dims;
  const generator = new TorchGenerator(BigInt(seed));
  if (afterSample) generator.randn(latents.data.length);
  const noise = drawLatentNoise(generator, { batch, channels, height, width }, 'diffusers', rounding);
  return { latents: mixNoise(latents, noise, sigma) };
}

async function control(
  residents: Residents,
  { controls = [], ...step }: DenoiseStepRequest,
): Promise<readonly ScaledSamples[]> {
  const samples: ScaledSamples[] = [];
  for (const { controlNet, latents, mask, scale, strength } of controls) {
    const net = await residents.controlNet(controlNet);
    const [, , rows = 0, columns = 0] = latents.dims;
    const picture =
      mask && net.config.takesMask ? withKeptMask(latents, latentMask(mask, rows, columns, scale)) : latents;
    samples.push({ samples: await controlSamples(net, step, picture), strength });
  }
  return samples;
}

/** Source: the end of the loop of pipeline_qwenimage_inpaint.py. */
function keepOutside({ painted, mask, scale, ...original }: KeepOutsideRequest): Protocol['keepOutside']['reply'] {
  const kept = addNoise(original).latents;
  const [, , rows = 0, columns = 0] = painted.dims;
  const inside = latentMask(mask, rows, columns, scale);
  const data = painted.data.map((value, i) => {
    const share = inside[i % inside.length] ?? 0;
    return Math.fround((1 - share) * (kept.data[i] ?? 0)) + Math.fround(share * value);
  });
  return { latents: float32(data, painted.dims) };
}

async function decode(
  residents: Residents,
  { vae: ref, latents }: DecodeLatentsRequest,
): Promise<Protocol['decodeLatents']['reply']> {
  const vae = await residents.vae(ref);
  const images = [];
  const size = elementCount(latents.dims.slice(1));
  for (let frame = 0; frame * size < latents.data.length; frame += 1) {
    const one: Tensor<'float32'> = float32(latents.data.slice(frame * size, (frame + 1) * size), [
      1,
      ...latents.dims.slice(1),
    ]);
    images.push(...tensorToImages(await vae.decode(vae.denormalise(one))));
  }
  return { images };
}
