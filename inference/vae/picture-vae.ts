/** A VAE as a whole: pixels of a still picture to latents and back. Its family brings the graphs. */
import { assertNoneLeftOver } from '../checkpoint/completeness.ts';
import type { ComponentFiles } from '../checkpoint/component-files.ts';
import type { PreparedPlace } from '../checkpoint/prepared/place.ts';
import { preparedSource } from '../checkpoint/prepared/prepared-source.ts';
import { InferenceError } from '../errors.ts';
import type { Device } from '../onnx/devices/device.ts';
import { DEFAULT_DEVICE } from '../onnx/devices/registry.ts';
import type { OnnxModel } from '../onnx/model.ts';
import type { PrecisionName } from '../precision/registry.ts';
import { totalMemory } from '../precision/weight-memory.ts';
import { DeviceSession } from '../onnx/streaming/device-session.ts';
import { float32, type Tensor } from '../tensor.ts';
import { image, type ImageSizes } from '../tensor-shape.ts';
import type { LoadOptions, ModelPlan } from '../onnx/model-plan.ts';
import { activationBytesPerPixel, runTiled, type Tiling, tilingFor } from './tiling.ts';
import type { VaeKind, VaeSizes } from './vae-kind.ts';

/** The distribution of latents an image encodes to, each [1, latentChannels, height, width], not normalised. */
export interface LatentDistribution {
  readonly mean: Tensor<'float32'>;
  /** Logarithm of the variance, in [-30, 20]. */
  readonly logvar: Tensor<'float32'>;
}

/** Weights are always widened: the convolution kernels repack them, and there are few. */
const PRECISION = 'fp32' satisfies PrecisionName;

interface Graphs {
  readonly encoder: OnnxModel;
  readonly decoder: OnnxModel;
}

/** The component of a family: opens a `vae/` folder in diffusers layout, or a single file. */
export interface VaeComponent {
  /**
   * Reads config and headers, no weights.
   * @throws InferenceError when files are missing or damaged, or weights do not fit the config.
   */
  plan(files: ComponentFiles, device?: Device, place?: PreparedPlace): Promise<ModelPlan<PictureVae>>;
  /** {@link plan}, then ready for use. Each direction is loaded when first used. */
  load(dir: string, options: LoadOptions): Promise<PictureVae>;
}

export function vaeComponent<C extends VaeSizes>(kind: VaeKind<C>): VaeComponent {
  const plan: VaeComponent['plan'] = async (files, device = DEFAULT_DEVICE, place) => {
    const { config, weights: stored } = await kind.open(files);
    const weights = preparedSource(stored, place);
    const encoder = kind.buildEncoder(config, weights, { device });
    const decoder = kind.buildDecoder(config, weights, { device });
    assertNoneLeftOver(
      weights,
      ['encoder.', 'decoder.'],
      new Set([...encoder.weightNames, ...decoder.weightNames, ...kind.unused(config)]),
    );
    const memory = totalMemory(encoder.weightMemory(PRECISION), decoder.weightMemory(PRECISION));
    return {
      prepared: [...encoder.prepared, ...decoder.prepared],
      activations({ frames, height, width, scale }, tiledBytes) {
        const pixels = height * width * scale ** 2;
        const whole = pixels * activationBytesPerPixel(config.finestChannels);
        // Each frame is one tensor of float32 values; frames that are done are bytes.
        const results = pixels * config.pixelChannels * (4 + frames);
        return { working: Math.min(whole, tiledBytes) + results, kept: 0 };
      },
      memory: () => memory,
      load: (options) => Promise.resolve(new PictureVae(config, { encoder, decoder }, options)),
    };
  };
  return { plan, load: async (dir, options) => (await plan({ dir })).load(options) };
}

export class PictureVae {
  readonly config: VaeSizes;
  readonly #graphs: Graphs;
  readonly #options: LoadOptions;
  readonly #encoder: DeviceSession;
  readonly #decoder: DeviceSession;

  constructor(config: VaeSizes, graphs: Graphs, options: LoadOptions) {
    this.config = config;
    this.#graphs = graphs;
    this.#options = options;
    // Without an arena, the memory of a large picture is free again when the picture is done.
    const settings = { ...options, precision: PRECISION, arena: false } as const;
    this.#encoder = new DeviceSession(graphs.encoder, settings);
    this.#decoder = new DeviceSession(graphs.decoder, settings);
  }

  /**
   * Encodes an image.
   * @param pixels [1, pixelChannels, height, width] in [-1, 1], sides multiples of `config.scale`.
   * @param tiling default: none, or tiles as large as memory allows when the picture is too large.
   * @throws InferenceError `invalid-input`.
   */
  async encode(pixels: Tensor<'float32'>, tiling?: Tiling): Promise<LatentDistribution> {
    const { pixelChannels, latentChannels, scale } = this.config;
    const { height, width } = expectImage('pixels', pixels, pixelChannels, scale);
    const tiles = tiling ?? this.#tilingFor(height, width);
    if (!tiles) return this.#encodeTile(pixels);

    // Both moments are one tensor, so that each tile is encoded once.
    const latentTiles = { tile: tiles.tile / scale, stride: tiles.stride / scale };
    const moments = await runTiled(pixels, tiles, latentTiles, async (tile) => momentsOf(await this.#encodeTile(tile)));
    const sizes = image(moments, 'moments');
    const dims = [1, latentChannels, sizes.height, sizes.width];
    const half = moments.data.length / 2;
    return { mean: float32(moments.data.slice(0, half), dims), logvar: float32(moments.data.slice(half), dims) };
  }

  /**
   * Decodes latents.
   * @param latents [1, latentChannels, height, width], not normalised (see {@link denormalise}).
   * @param tiling in pixels; default: none, or tiles as large as memory allows when the picture is too large.
   * @returns pixels [1, pixelChannels, height * scale, width * scale] around [-1, 1], not clamped.
   * @throws InferenceError `invalid-input`.
   */
  async decode(latents: Tensor<'float32'>, tiling?: Tiling): Promise<Tensor<'float32'>> {
    const { latentChannels, scale } = this.config;
    const { height, width } = expectImage('latents', latents, latentChannels, 1);
    const tiles = tiling ?? this.#tilingFor(height * scale, width * scale);
    if (!tiles) return this.#decodeTile(latents);
    const latentTiles = { tile: tiles.tile / scale, stride: tiles.stride / scale };
    return runTiled(latents, latentTiles, tiles, (tile) => this.#decodeTile(tile));
  }

  /**
   * Latents as the transformer sees them: (latents - mean) / std per channel, on [1, latentChannels, height, width].
   */
  normalise(latents: Tensor<'float32'>): Tensor<'float32'> {
    return this.#perChannel(latents, (value, mean, std) => (value - mean) / std);
  }

  /** The inverse of {@link normalise}. */
  denormalise(latents: Tensor<'float32'>): Tensor<'float32'> {
    return this.#perChannel(latents, (value, mean, std) => value * std + mean);
  }

  async release(): Promise<void> {
    await Promise.all([this.#encoder.release(), this.#decoder.release()]);
  }

  async #encodeTile(pixels: Tensor<'float32'>): Promise<LatentDistribution> {
    const { mean, logvar } = await this.#encoder.run({ pixels });
    return { mean: mean as Tensor<'float32'>, logvar: logvar as Tensor<'float32'> };
  }

  async #decodeTile(latents: Tensor<'float32'>): Promise<Tensor<'float32'>> {
    const { pixels } = await this.#decoder.run({ latents });
    return pixels as Tensor<'float32'>;
  }

  /** @param height of the picture in pixels, as `width`. */
  #tilingFor(height: number, width: number): Tiling | undefined {
    const { finestChannels, scale } = this.config;
    const { activationBytes = this.#graphs.decoder.device.memory.maxActivationBytes } = this.#options;
    return tilingFor(width, height, finestChannels, activationBytes, scale);
  }

  #perChannel(
    latents: Tensor<'float32'>,
    change: (value: number, mean: number, std: number) => number,
  ): Tensor<'float32'> {
    const { latentChannels, latentsMean, latentsStd } = this.config;
    expectImage('latents', latents, latentChannels, 1);
    const size = latents.data.length / latentChannels;
    const data = latents.data.map((value, i) => {
      const channel = Math.floor(i / size);
      return change(value, latentsMean[channel] as number, latentsStd[channel] as number);
    });
    return float32(data, latents.dims);
  }
}

/** Mean and logarithm of the variance in one tensor [1, 2 * latentChannels, height, width]. */
function momentsOf({ mean, logvar }: LatentDistribution): Tensor<'float32'> {
  const { channels, height, width } = image(mean, 'mean');
  const data = new Float32Array(mean.data.length * 2);
  data.set(mean.data);
  data.set(logvar.data, mean.data.length);
  return float32(data, [1, 2 * channels, height, width]);
}

/** @throws InferenceError `invalid-input` unless the sides are multiples above 0. */
function expectImage(field: string, { dims }: Tensor, channels: number, multiple: number): ImageSizes {
  const [batch, received, height = 0, width = 0, ...more] = dims;
  const sidesFit = [height, width].every((side) => side > 0 && side % multiple === 0);
  if (batch === 1 && received === channels && sidesFit && more.length === 0) return { batch, channels, height, width };
  const side = multiple === 1 ? '' : `multiple of ${multiple} `;
  const expected = `[1, ${channels}, ${side}height, ${side}width]`;
  const shape = `[${dims.join(', ')}]`;
  throw new InferenceError('invalid-input', `${field}: expected shape ${expected}, received ${shape}`, {
    field,
    expected,
    received: shape,
  });
}
