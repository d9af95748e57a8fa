/** What can be asked of the inference process, and what it answers. Everything is plain data: see frames.ts. */
import type { InferenceErrorCode, InferenceErrorDetails } from '../errors.ts';
import type { PrecisionSetting } from '../precision/choose.ts';
import type { WeightMemory } from '../precision/weight-memory.ts';
import type { StepInput, StepOutput } from '../families/qwen-image/denoise-step.ts';
import type { PixelImage } from '../image/pixels.ts';
import type { PixelMask } from '../image/mask.ts';
import type { ModelPrecision } from '../diffusion/noise/latent-noise.ts';
import type { EncodePromptOptions } from '../text/prompt/encode-prompt.ts';
import type { PromptTemplate } from '../text/prompt/prompt-template.ts';
import type { CannyOptions } from '../image/canny.ts';
import type { ProcessorConfig } from '../text/qwen2.5-vl/vision/image-processor.ts';
import type { Tensor } from '../tensor.ts';

/** A component folder of a checkpoint. Weights loaded from it stay usable for as long as the digest is the same. */
export interface ComponentRef {
  /** Absolute path. */
  readonly dir: string;
  /** Identity of the folder's content. */
  readonly digest: string;
}

/** Normalised latents [frames, channels, rows, columns]. */
type Latents = Tensor<'float32'>;

export interface EncodePromptRequest extends Omit<EncodePromptOptions, 'pictureTokens'> {
  readonly textEncoder: ComponentRef;
  readonly tokenizer: ComponentRef;
  readonly template: PromptTemplate['name'];
  readonly prompt: string;
  /** What the language model reads in the place of each picture, in order. */
  readonly pictures?: readonly PictureTokens[];
}

/** A picture as the language model reads it. */
export interface PictureTokens {
  /** [rows * columns, width]. */
  readonly tokens: Tensor<'float32'>;
  readonly rows: number;
  readonly columns: number;
}

export interface ReadPictureRequest {
  readonly textEncoder: ComponentRef;
  readonly processor: ProcessorConfig;
  /** RGB. */
  readonly image: PixelImage;
}

export interface EncodeImageRequest {
  readonly vae: ComponentRef;
  /** As many channels as the VAE has (RGB will do for RGBA), sides multiples of its scale. */
  readonly image: PixelImage;
  /** Draw from the distribution with this seed (decimal digits) instead of taking its mode. */
  readonly seed?: string;
}

export interface ResizeImageRequest {
  readonly image: PixelImage;
  readonly width: number;
  readonly height: number;
}

export interface FindEdgesRequest extends CannyOptions {
  readonly image: PixelImage;
}

export interface AddNoiseRequest {
  readonly latents: Latents;
  /** Decimal digits, 0 to 2^64 - 1. */
  readonly seed: string;
  /** In [0, 1]: sigma * noise + (1 - sigma) * latents. */
  readonly sigma: number;
  /** The number format the noise is drawn in. */
  readonly rounding: ModelPrecision;
  /** The seed has drawn a sample of this size before: the noise is its second draw. */
  readonly afterSample: boolean;
}

/** A ControlNet and the picture it follows. */
export interface ControlRequest {
  readonly controlNet: ComponentRef;
  /** Normalised latents [1, channels, rows, columns] of the picture. */
  readonly latents: Latents;
  /** For inpainting nets: what is painted anew. */
  readonly mask?: PixelMask;
  /** Pixels per latent pixel along a side. */
  readonly scale: number;
  /** Times what the net adds. */
  readonly strength: number;
}

export interface DenoiseStepRequest extends StepInput {
  readonly transformer: ComponentRef;
  readonly controls?: readonly ControlRequest[];
}

/** A hint that never changes a result: modulation of these timesteps is computed in one go when the first is asked for. */
export interface ExpectTimestepsRequest {
  /** In [0, 1], as denoise steps will give them. */
  readonly timesteps: readonly number[];
}

/** Puts the original back where a mask keeps it, at the noise level the latents have reached. */
export interface KeepOutsideRequest extends AddNoiseRequest {
  /** `latents` of the request are those of the original; these are what became of them. */
  readonly painted: Latents;
  readonly mask: PixelMask;
  /** Pixels per latent pixel along a side. */
  readonly scale: number;
}

export interface DecodeLatentsRequest {
  readonly vae: ComponentRef;
  readonly latents: Latents;
}

/** How much the process holds and what it did. */
export interface RuntimeStatus {
  readonly loaded: readonly ({ readonly kind: string; readonly dir: string } & WeightMemory)[];
  readonly budgetBytes: number;
}

/** Every request by name, with its reply. */
export interface Protocol {
  readonly encodePrompt: {
    readonly request: EncodePromptRequest;
    readonly reply: { readonly embeds: Tensor<'float32'> };
  };
  readonly readPicture: { readonly request: ReadPictureRequest; readonly reply: PictureTokens };
  /** The mode of the distribution, or a sample, normalised: [1, channels, rows, columns]. */
  readonly encodeImage: { readonly request: EncodeImageRequest; readonly reply: { readonly latents: Latents } };
  /** As Pillow resizes with LANCZOS. */
  readonly resizeImage: { readonly request: ResizeImageRequest; readonly reply: { readonly image: PixelImage } };
  /** White on black, RGB. */
  readonly findEdges: { readonly request: FindEdgesRequest; readonly reply: { readonly image: PixelImage } };
  readonly addNoise: { readonly request: AddNoiseRequest; readonly reply: { readonly latents: Latents } };
  readonly keepOutside: { readonly request: KeepOutsideRequest; readonly reply: { readonly latents: Latents } };
  readonly denoiseStep: { readonly request: DenoiseStepRequest; readonly reply: StepOutput };
  readonly expectTimesteps: { readonly request: ExpectTimestepsRequest; readonly reply: object };
  readonly decodeLatents: {
    readonly request: DecodeLatentsRequest;
    readonly reply: { readonly images: readonly PixelImage[] };
  };
  readonly status: { readonly request: object; readonly reply: RuntimeStatus };
}

export type Operation = keyof Protocol;

/** How the child works; fixed for its life. */
export interface RuntimeSettings {
  /** Memory the weights may take, in bytes. */
  readonly budgetBytes: number;
  /** Threads of one operator; default: one per core. */
  readonly threads?: number;
  /** How weights are held; `auto`: chosen for each component by what fits the budget. */
  readonly precision: PrecisionSetting;
}

export type ToChild =
  | { readonly type: 'settings'; readonly settings: RuntimeSettings }
  | { readonly type: 'request'; readonly id: number; readonly operation: Operation; readonly request: unknown };

/** An error as data. */
export interface WireError {
  readonly message: string;
  /** Absent for an error that is not an InferenceError. */
  readonly code?: InferenceErrorCode;
  readonly details?: InferenceErrorDetails;
}

export type FromChild =
  | { readonly type: 'reply'; readonly id: number; readonly reply: unknown }
  | { readonly type: 'error'; readonly id: number; readonly error: WireError };
