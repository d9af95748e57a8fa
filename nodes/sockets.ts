/** The values that travel between the nodes. All of them are plain data: see engine/graph/socket.ts. */
import { socketType } from '../engine/graph/socket.ts';
import type {
  ComponentRef,
  Conditioning,
  ControlNetFacts,
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

export interface TransformerHandle extends ComponentRef, Omit<TransformerFacts, 'folder'> {}

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
}

/** The draws that a seed made before its next one, by the latent that was drawn last; none for another seed. */
export function earlierDraws({ samples, sampledWith, draws }: Latent, seed: string): readonly number[] {
  return sampledWith === seed ? (draws ?? [samples.data.length]) : [];
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
export const CONDITIONING = socketType<Conditioning>('conditioning');
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
