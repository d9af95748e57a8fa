/** The values that travel between the nodes. All of them are plain data: see engine/graph/socket.ts. */
import { socketType } from '../engine/graph/socket.ts';
import type {
  BatchPlace,
  ComponentRef,
  Conditioning,
  ControlNetFacts,
  GuidanceNorm,
  PictureTokens,
  PixelImage,
  PixelMask,
  SamplerMemory,
  Schedule,
  Scheduler,
  StepMemory,
  Tensor,
  TextEncoderFacts,
  TransformerFacts,
  VaeFacts,
} from '../inference/index.ts';

export interface TextEncoderHandle extends ComponentRef, Omit<TextEncoderFacts, 'folder' | 'tokenizer'> {
  readonly tokenizer: ComponentRef;
}

/** A transformer with the changes of its steps that nodes put on it. */
export interface TransformerHandle extends ComponentRef, Omit<TransformerFacts, 'folder'> {
  readonly guidanceNorms?: readonly GuidanceNorm[];
  /** Controls that every step of it follows. */
  readonly controls?: readonly Control[];
}

/** A prompt with the controls that its predictions follow. */
export interface ControlledConditioning extends Conditioning {
  readonly controls?: readonly Control[];
}

export interface VaeHandle extends ComponentRef, Omit<VaeFacts, 'folder'> {}

export interface ControlNetHandle extends ComponentRef, ControlNetFacts {}

/** A control picture and the ControlNet that makes a denoise loop follow it. */
export interface Control {
  readonly controlNet: ControlNetHandle;
  readonly latent: Latent;
  readonly mask?: PixelMask;
  /** The picture to paint in, for a net that follows another besides. */
  readonly picture?: Latent;
  readonly strength: number;
  /** Shares of all steps: the control acts on no step that begins before `start` or ends after `end`. */
  readonly start: number;
  readonly end: number;
}

/** A picture in the making. */
export interface Latent {
  /** [frames, channels, rows, columns], normalised by the VAE's mean and deviation. */
  readonly samples: Tensor<'float32'>;
  /** Pixels per latent pixel along a side. */
  readonly scale: number;
  /** Seed the latent was drawn with. Noise of the same seed is then that seed's next draw, as in the reference. */
  readonly sampledWith?: string;
  /** Numbers of values that the seed had drawn once the latent was drawn; default: one draw, as large as the latent. */
  readonly draws?: readonly number[];
  /** Place among the latents of a batch, whose noise one seed draws in turns; default: alone. */
  readonly place?: LatentPlace;
  /** The part to paint anew, for a denoise loop that has no mask of its own. */
  readonly mask?: PixelMask;
}

export interface LatentPlace extends BatchPlace {
  /** Draws of the seed before this latent's first noise, each as large as the latent; default: `index`. */
  readonly noise?: number;
}

/** A latent of other samples, with what it carries; they were not drawn. */
export function changedLatent({ scale, place, mask }: Latent, samples: Latent['samples']): Latent {
  return { samples, scale, ...(place ? { place } : {}), ...(mask ? { mask } : {}) };
}

/** The draws that a seed makes before the noise of a latent: earlier ones that made it, then those of its batch. */
export function earlierDraws({ samples, sampledWith, draws, place }: Latent, seed: string): readonly number[] {
  const count = samples.data.length;
  const before = sampledWith === seed ? (draws ?? [count]) : [];
  return [...before, ...Array.from({ length: place?.noise ?? place?.index ?? 0 }, () => count)];
}

/** A rectangle of a picture, in pixels from its upper left corner. */
export interface Region {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A file to be saved: its bytes and the name to save it under, without number and extension. */
export interface FileArtifact {
  readonly prefix: string;
  readonly extension: string;
  readonly mediaType: string;
  readonly data: Uint8Array;
}

export const TEXT_ENCODER = socketType<TextEncoderHandle>('text-encoder');
export const TRANSFORMER = socketType<TransformerHandle>('transformer');
export const VAE = socketType<VaeHandle>('vae');
export const CONTROLNET = socketType<ControlNetHandle>('controlnet');
export const CONTROL = socketType<readonly Control[]>('control');
export const SCHEDULER = socketType<Scheduler>('scheduler');
export const CONDITIONING = socketType<ControlledConditioning>('conditioning');
/** A picture as the text encoder reads it. */
export const PICTURE = socketType<PictureTokens>('picture');
export const LATENT = socketType<Latent>('latent');
export const SCHEDULE = socketType<Schedule>('schedule');
/** What a step cache remembers from one step to the next. */
export const STEP_MEMORY = socketType<StepMemory>('step-memory');
/** What a sampler remembers from one step to the next. */
export const SAMPLER_MEMORY = socketType<SamplerMemory>('sampler-memory');
export const IMAGE = socketType<PixelImage>('image');
export const MASK = socketType<PixelMask>('mask');
/** Pictures that belong together, such as layers, the lowest first. */
export const IMAGES = socketType<readonly PixelImage[]>('images');
export const REGION = socketType<Region>('region');
export const FILE = socketType<FileArtifact>('file');
export const FILES = socketType<readonly FileArtifact[]>('files');
