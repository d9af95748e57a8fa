/** What travels between the nodes of this family. All of it is plain data: see engine/graph/socket.ts. */
import { socketType } from '../engine/graph/socket.ts';
import type {
  ComponentRef,
  Conditioning,
  PictureTokens,
  PixelImage,
  PixelMask,
  ProcessorConfig,
  PromptTemplate,
  Schedule,
  SchedulerConfig,
  Tensor,
} from '../inference/index.ts';

export interface TextEncoderHandle extends ComponentRef {
  readonly tokenizer: ComponentRef;
  /** How prompts are put, by the kind of pipeline. */
  readonly template: PromptTemplate['name'];
  readonly processor: ProcessorConfig;
}

export interface TransformerHandle extends ComponentRef {
  /** Latent pixels per token side. */
  readonly patch: number;
  /** Makes a picture and its layers at once, and wants sigmas of its own (Qwen-Image-Layered). */
  readonly layered: boolean;
}

export interface VaeHandle extends ComponentRef {
  /** Pixels per latent pixel along a side. */
  readonly scale: number;
  readonly latentChannels: number;
}

export interface ControlNetHandle extends ComponentRef {
  /** For inpainting: wants a mask. */
  readonly takesMask: boolean;
}

/** What steers a denoise loop besides the prompt. */
export interface Control {
  readonly controlNet: ControlNetHandle;
  readonly latent: Latent;
  readonly mask?: PixelMask;
  readonly strength: number;
  /** Part of the steps it counts in, as shares of them: those that begin before `start` or end after `end` do without. */
  readonly start: number;
  readonly end: number;
}

/** A picture in the making. */
export interface Latent {
  /** [frames, channels, rows, columns], normalised by the VAE's mean and deviation. */
  readonly samples: Tensor<'float32'>;
  /** Pixels per latent pixel along a side. */
  readonly scale: number;
  /** The seed it was drawn with: noise of the same seed is that seed's next draw, as in the reference. */
  readonly sampledWith?: string;
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
export const SCHEDULER = socketType<SchedulerConfig>('scheduler');
export const CONDITIONING = socketType<Conditioning>('conditioning');
/** A picture as the text encoder reads it. */
export const PICTURE = socketType<PictureTokens>('picture');
export const LATENT = socketType<Latent>('latent');
export const SCHEDULE = socketType<Schedule>('schedule');
export const IMAGE = socketType<PixelImage>('image');
export const MASK = socketType<PixelMask>('mask');
/** Pictures that belong together, such as layers from the lowest up. */
export const IMAGES = socketType<readonly PixelImage[]>('images');
export const REGION = socketType<Region>('region');
export const FILE = socketType<FileArtifact>('file');
export const FILES = socketType<readonly FileArtifact[]>('files');
