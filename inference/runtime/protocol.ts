/** Requests to the inference process and its replies. Everything is plain data: see frames.ts. */
import type { CheckMaskOptions } from '../diffusion/check-mask.ts';
import type { StepOutput } from '../diffusion/denoise-step.ts';
import type { KeepOutsideOptions } from '../diffusion/keep-outside.ts';
import type { ResizeLatentsOptions } from '../diffusion/resize-latents.ts';
import type { NoiseOptions } from '../diffusion/noise/add-noise.ts';
import type { EncodedPrompt } from '../diffusion/velocity-predictor.ts';
import type { InferenceErrorCode, InferenceErrorDetails } from '../errors.ts';
import type { Role } from '../families/family.ts';
import type {
  ComponentRef,
  ImageRequest,
  LatentsRequest,
  PictureRequest,
  PictureTokens,
  PromptRequest,
  StepRequest,
  WriteRequest,
} from '../families/requests.ts';
import type { CannyOptions } from '../image/canny.ts';
import type { PixelImage } from '../image/pixels.ts';
import type { LatentSize } from '../onnx/model-plan.ts';
import type { DeviceName, DeviceSetting } from '../onnx/devices/names.ts';
import type { IntegerChoice } from '../onnx/kernels/choose-integers.ts';
import type { KernelSpeed } from '../onnx/measure/kernel-test.ts';
import type { SelfTest } from '../onnx/measure/self-test.ts';
import type { PrecisionSetting } from '../precision/choose.ts';
import type { WeightMemory } from '../precision/weight-memory.ts';
import type { Tensor } from '../tensor.ts';
import type { WrittenText } from '../text/writing/write-text.ts';
import type { Budgets } from './memory.ts';

/** Normalised latents [frames, channels, rows, columns]. */
type Latents = Tensor<'float32'>;

export interface ResizeImageRequest {
  readonly image: PixelImage;
  readonly width: number;
  readonly height: number;
}

export interface FindEdgesRequest extends CannyOptions {
  readonly image: PixelImage;
}

/** A hint that changes no result: a family may prepare for all of a schedule's timesteps when it meets the first. */
export interface ExpectTimestepsRequest {
  /** In [0, 1], as denoise steps will give them. */
  readonly timesteps: readonly number[];
}

/** Components and a picture that a run will need, to be checked before it starts. */
export interface CheckRequest {
  /** In the order in which they work. */
  readonly components: readonly { readonly role: Role; readonly ref: ComponentRef }[];
  /** The picture they make; none: only the components are checked. */
  readonly picture?: LatentSize;
}

/** A component in memory. */
export interface LoadedComponent extends WeightMemory {
  readonly family: string;
  /** The component's kind, by the family's name for it. */
  readonly kind: string;
  readonly dir: string;
}

/** Memory of a device that models stream their weights to, in bytes, as the process counts what it puts there. */
export interface DeviceUse {
  readonly name: string;
  readonly limit: number;
  readonly used: number;
  readonly peak: number;
}

export interface RuntimeStatus {
  /** Components in memory, those used least recently first. */
  readonly loaded: readonly LoadedComponent[];
  /** Memory that they keep beside their weights to save work, in bytes. */
  readonly keptBytes: number;
  /** Memory that weights may take on the device in use, in bytes. */
  readonly budgetBytes: number;
  readonly devices: readonly DeviceUse[];
}

/** The speed of a device. */
export interface Measured {
  /** Version of onnxruntime. */
  readonly runtime: string;
  /** Whether the machine was calm enough for the speed of integers to be kept: `--precision auto` goes by it. */
  readonly isSteady: boolean;
  readonly kernels: readonly KernelSpeed[];
}

export interface TestDeviceRequest {
  readonly device: DeviceName;
}

/** Every request by name, with its reply. */
export interface Protocol {
  readonly encodePrompt: { readonly request: PromptRequest; readonly reply: EncodedPrompt };
  /** The answer of a language model. */
  readonly writeText: { readonly request: WriteRequest; readonly reply: WrittenText };
  readonly readPicture: { readonly request: PictureRequest; readonly reply: PictureTokens };
  /** The mode of the distribution, or a sample, normalised: [1, channels, rows, columns]. */
  readonly encodeImage: { readonly request: ImageRequest; readonly reply: { readonly latents: Latents } };
  /** As Pillow resizes with LANCZOS. */
  readonly resizeImage: { readonly request: ResizeImageRequest; readonly reply: { readonly image: PixelImage } };
  /** White on black, RGB. */
  readonly findEdges: { readonly request: FindEdgesRequest; readonly reply: { readonly image: PixelImage } };
  /** Fails when the mask paints nothing. */
  readonly checkMask: { readonly request: CheckMaskOptions; readonly reply: object };
  readonly addNoise: { readonly request: NoiseOptions; readonly reply: { readonly latents: Latents } };
  readonly keepOutside: { readonly request: KeepOutsideOptions; readonly reply: { readonly latents: Latents } };
  readonly resizeLatents: { readonly request: ResizeLatentsOptions; readonly reply: { readonly latents: Latents } };
  readonly denoiseStep: { readonly request: StepRequest; readonly reply: StepOutput };
  readonly expectTimesteps: { readonly request: ExpectTimestepsRequest; readonly reply: object };
  readonly decodeLatents: {
    readonly request: LatentsRequest;
    readonly reply: { readonly images: readonly PixelImage[] };
  };
  /** Reads configs and headers. The reply is empty: what cannot work is an error. */
  readonly check: { readonly request: CheckRequest; readonly reply: object };
  /** The kernels for products of integers: measured once on a machine that is calm. */
  readonly integers: { readonly request: object; readonly reply: IntegerChoice };
  readonly status: { readonly request: object; readonly reply: RuntimeStatus };
  /** How fast the device multiplies now, on one thread and on as many as models use. Takes about a second. */
  readonly measure: { readonly request: object; readonly reply: Measured };
  /** Compares a device with the processor, in seconds: see {@link SelfTest}. */
  readonly testDevice: { readonly request: TestDeviceRequest; readonly reply: SelfTest };
}

export type Operation = keyof Protocol;

/** How the child works; fixed for its life. */
export interface RuntimeSettings {
  /** Where models run. `auto`: on the processor, and where a component says otherwise. */
  readonly device: DeviceSetting;
  readonly budgets: Budgets;
  /** Threads of one operator; default: one per core. */
  readonly threads?: number;
  /** How weights are held; `auto`: chosen for each component by what fits the budget. */
  readonly precision: PrecisionSetting;
  /** Folder for weight files made from others; default: one in the system's folder for temporary files. */
  readonly prepared?: string;
  /** URLs of modules with further families of models: see {@link FamilyRegistry}. */
  readonly families: readonly string[];
}

export type ToChild =
  | { readonly type: 'settings'; readonly settings: RuntimeSettings }
  | { readonly type: 'request'; readonly id: number; readonly operation: Operation; readonly request: unknown }
  /** Nobody waits for the reply any more: the request ends at its next pulse, with an error. */
  | { readonly type: 'cancel'; readonly id: number };

/** Time that a request took, in seconds. */
export interface Spent {
  /** Loading components, the preparing of their weights included. */
  readonly loading: number;
  readonly working: number;
}

/** An error as data. */
export interface WireError {
  readonly message: string;
  /** Absent for an error that is not an InferenceError. */
  readonly code?: InferenceErrorCode;
  readonly details?: InferenceErrorDetails;
}

export type FromChild =
  /** Weights are being prepared for the request. */
  | { readonly type: 'progress'; readonly id: number; readonly value: number; readonly max: number }
  /** This share of the request is computed, in (0, 1]; `text`: what it has written so far. */
  | { readonly type: 'tick'; readonly id: number; readonly share: number; readonly text?: string }
  /** A sentence for the user about the request. */
  | { readonly type: 'note'; readonly id: number; readonly sentence: string }
  | { readonly type: 'reply'; readonly id: number; readonly reply: unknown; readonly spent: Spent }
  | { readonly type: 'error'; readonly id: number; readonly error: WireError };
