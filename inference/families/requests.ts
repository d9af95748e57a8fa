/** Requests to the models of a family. All of it is plain data that can cross to the inference process. */
import type { ComponentFiles } from '../checkpoint/component-files.ts';
import type { StepInput } from '../diffusion/denoise-step.ts';
import type { Parity } from '../diffusion/parity.ts';
import type { PixelImage } from '../image/pixels.ts';
import type { PixelMask } from '../image/mask.ts';
import type { DeviceName } from '../onnx/devices/names.ts';
import type { RowScale } from '../onnx/kernels/integers.ts';
import type { HeldName } from '../precision/choose.ts';
import type { Tensor } from '../tensor.ts';
import type { WriteOptions } from '../text/writing/write-text.ts';
import type { ControlNetFacts } from './facts.ts';

/** A component of a checkpoint. Weights loaded from it stay usable for as long as the digest is the same. */
export interface ComponentRef extends ComponentFiles {
  /** Identity of the content of its files. */
  readonly digest: string;
  /** Name of its family; without one the registry recognises the folder. */
  readonly family?: string;
  /** Settings of this process that change the bytes of results; without them the process decides by its budget. */
  readonly settled?: SettledComponent;
}

/** Strengths of the LoRAs of a component, in the order in which they are applied. */
export function strengthsOf({ loras = [] }: ComponentFiles): readonly number[] {
  return loras.map(({ strength }) => strength);
}

/** Settings, known before a run, that decide the bytes of a component's results besides its files. */
export interface SettledComponent {
  /** Version of the family's graphs. */
  readonly graphs: number;
  /** How weights are held, by kind of component; the kind `*` is every other one. */
  readonly held: Readonly<Record<string, HeldName>>;
  /** How rows of activations become integers, when anything is held as such: it depends on the processor. */
  readonly rowScale?: RowScale;
  /** Where it runs, when that is another device than the settings name. */
  readonly device?: SettledDevice;
}

/** A device that was chosen for a component, and whatever bytes of results depend on there. */
export interface SettledDevice {
  readonly name: DeviceName;
  /** Version of the device's kernels. */
  readonly kernels: number;
  /** Memory for the activations of one picture, in bytes: larger pictures go through the VAE in tiles. */
  readonly activationBytes: number;
  /** Kinds of the component that stay on the processor. */
  readonly except: readonly string[];
}

export interface PromptRequest {
  readonly textEncoder: ComponentRef;
  readonly tokenizer: ComponentRef;
  /** Name of the template the prompt stands in, one of the checkpoint's `templates`. */
  readonly template: string;
  readonly prompt: string;
  /** Most conditioning tokens, at least 1: those of pictures and of the template's end count. */
  readonly window: number;
  /** `error` refuses a longer prompt; `truncate` cuts its end off. */
  readonly overflow: 'error' | 'truncate';
  /** Tokens that the language model reads in place of each picture, in order. */
  readonly pictures?: readonly PictureTokens[];
}

/** A picture as the text encoder reads it. */
export interface PictureTokens {
  /** [rows * columns, width]. */
  readonly tokens: Tensor<'float32'>;
  readonly rows: number;
  readonly columns: number;
}

export interface PictureRequest {
  readonly textEncoder: ComponentRef;
  /** The checkpoint's `processor`. */
  readonly processor: unknown;
  /** RGB or RGBA. */
  readonly image: PixelImage;
}

/** A question to the language model of a text encoder, and how it is to answer. */
export interface WriteRequest extends WriteOptions {
  readonly textEncoder: ComponentRef;
  readonly tokenizer: ComponentRef;
  /** The system message: what the model is to be. */
  readonly system: string;
  readonly prompt: string;
  /** Pictures that stand before the prompt, in order. */
  readonly pictures?: readonly PictureTokens[];
}

export interface ImageRequest {
  readonly vae: ComponentRef;
  /** RGB or RGBA; sides are multiples of the VAE's scale. A VAE of RGB drops transparency. */
  readonly image: PixelImage;
  /** Draw from the distribution with this seed (decimal digits) instead of taking its mode. */
  readonly seed?: string;
  /** Numbers of values that the seed has drawn before, draw by draw; default: none. */
  readonly earlierDraws?: readonly number[];
}

/** A ControlNet, as a request names it. */
export interface ControlNetRef extends ComponentRef, Partial<Pick<ControlNetFacts, 'isBuiltIn'>> {}

/** A ControlNet and the picture it follows. */
export interface ControlRequest {
  readonly controlNet: ControlNetRef;
  /** Normalised latents [1, channels, rows, columns] of the picture. */
  readonly latents: Tensor<'float32'>;
  /** For inpainting nets: the part that is painted anew. */
  readonly mask?: PixelMask;
  /** For nets that follow one picture and paint in another: normalised latents of the other, as large as the first. */
  readonly picture?: Tensor<'float32'>;
  /** Pixels per latent pixel along a side. */
  readonly scale: number;
  /** The prompt whose predictions follow it; default: both. */
  readonly only?: 'positive' | 'negative';
  /** Factor on the net's residuals; 0: the net takes no part in this step. */
  readonly strength: number;
}

/** A transformer with those of the nets that are built into it, in their order. */
export function withBuiltIn<T extends ComponentFiles>(transformer: T, nets: readonly ControlNetRef[]): T {
  const builtIn = nets.filter((net) => net.isBuiltIn === true);
  if (builtIn.length === 0) return transformer;
  const parts = builtIn.map(({ dir, companions, digest }) => ({ dir, digest, ...(companions ? { companions } : {}) }));
  return { ...transformer, builtIn: parts };
}

export interface StepRequest extends StepInput {
  readonly transformer: ComponentRef;
  /** Whose conventions count where implementations differ; default: those of diffusers. */
  readonly parity?: Parity;
  readonly controls?: readonly ControlRequest[];
}

export interface LatentsRequest {
  readonly vae: ComponentRef;
  /** Normalised [frames, channels, rows, columns]. */
  readonly latents: Tensor<'float32'>;
}
