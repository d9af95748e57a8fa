/** Facts of a checkpoint that nodes know before a model runs, read from its configs. All of it is plain data. */
import type { SigmaTable } from '../diffusion/schedule/comfyui-curves.ts';
import type { Scheduler } from '../diffusion/schedule/scheduler-config.ts';

/** Purpose of a prompt. */
export type PromptPurpose = 'create' | 'edit';

/** An instruction that is put as to models for one picture, or as to those for several. */
type EditPurpose = 'edit-one' | 'edit-several';

/** A checkpoint folder as a family reads it. */
export interface CheckpointFacts {
  /** Sub-folders of the checkpoint's files; the digest of all of them identifies the checkpoint. */
  readonly folders: readonly string[];
  /** Further facts that results depend on, besides the files in `folders`, as text that enters cache keys. */
  readonly identity: string;
  /** A message of the checkpoint's makers for its users. */
  readonly note?: string;
  readonly textEncoder: TextEncoderFacts;
  readonly transformer: TransformerFacts;
  readonly vae: VaeFacts;
  readonly scheduler: Scheduler;
}

interface ComponentFacts {
  /** Sub-folder of the checkpoint. */
  readonly folder: string;
}

export interface TextEncoderFacts extends ComponentFacts {
  /** Sub-folder of the tokenizer. */
  readonly tokenizer: string;
  /** Name of the template for a prompt, by the prompt's purpose; where there is one for all edits, that of `edit`. */
  readonly templates: Readonly<Record<PromptPurpose, string> & Partial<Record<EditPurpose, string>>>;
  /** Side in pixels of the square whose area pictures are shown to the text encoder at. */
  readonly pictureSide: number;
  /** It must see pictures at the very size at which the VAE encodes them; default: their sizes are apart. */
  readonly readsFittedPictures?: boolean;
  /** Settings for preparing pictures for the text encoder; only the family reads them. */
  readonly processor: unknown;
  /** Width of the hidden states. */
  readonly width: number;
}

export interface TransformerFacts extends ComponentFacts {
  /** Latent pixels per token along a side. */
  readonly patch: number;
  /** Channels of the latents it denoises. */
  readonly latentChannels: number;
  /** Pixels per latent pixel along a side; absent: unknown. */
  readonly latentScale?: number;
  /** Width of the hidden states that it is conditioned on. */
  readonly textWidth: number;
  /** Width of the image stream, which ControlNets add to; absent: unknown. */
  readonly streamWidth?: number;
  /** Guided velocities may be rescaled to the norm of the prompt's; default: true. */
  readonly rescalesGuidance?: boolean;
  /** The sigmas that ComfyUI's schedulers pick from, for a model whose shift no node sets; absent: not known. */
  readonly samplingSigmas?: SamplingSigmas;
}

export interface SamplingSigmas extends SigmaTable {
  /** What users should know of it. */
  readonly note?: string;
}

export interface VaeFacts extends ComponentFacts {
  /** Pixels per latent pixel along a side. */
  readonly scale: number;
  readonly latentChannels: number;
  /** Sides of pictures to make are multiples of this many pixels; default: of `scale`. */
  readonly sideMultiple?: number;
  /**
   * Memory for the activations of one pixel. A picture whose activations fit into the device's memory for them gives
   * the same bytes however large that is; without this number, every picture may depend on it.
   */
  readonly activationBytesPerPixel?: number;
}

export interface ControlNetFacts {
  /** For inpainting: the net takes a mask. */
  readonly takesMask: boolean;
  /** Width of the image stream that it adds to; absent: unknown. */
  readonly streamWidth?: number;
  /** It can paint in a picture besides following another: then it takes that picture and a mask, or neither. */
  readonly takesPicture?: boolean;
  /** It has no place of its own in memory: its weights are loaded with those of the transformer that it changes. */
  readonly isBuiltIn?: boolean;
}

/** Sizes and settings that nodes offer before a checkpoint is chosen. */
export interface FamilyDefaults {
  /** Native sizes of pictures in pixels, [width, height], by aspect ratio. */
  readonly sizes: Readonly<Record<string, readonly [width: number, height: number]>>;
  /** Variants that not every file of a transformer tells by its tensors: a sentence for people by name. */
  readonly variants: Readonly<Record<string, string>>;
  /** Scale of classifier-free guidance. */
  readonly guidance: number;
  /** Steps of a denoise loop. */
  readonly steps: number;
}

/** Counts a prompt where it will stand, in the template of a checkpoint. */
export type PromptCounter = (prompt: string) => TokenCount;

/** Length of a prompt. */
export interface TokenCount {
  /** Tokens of the prompt itself. */
  readonly tokens: number;
  /** Tokens that count against the prompt window: the prompt's and the end of the template; pictures take more. */
  readonly window: number;
}
