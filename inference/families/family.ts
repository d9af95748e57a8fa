/**
 * The seam for families of models. A family is one architecture with its published variants. Nodes learn the facts of a
 * checkpoint from it, and the inference process gets its models from it. `registry.ts` lists the families; no other
 * code asks which family a checkpoint belongs to.
 */
import type { ComponentFiles } from '../checkpoint/component-files.ts';
import type { LoraTarget } from '../checkpoint/lora/target.ts';
import type { PreparedPlace } from '../checkpoint/prepared/place.ts';
import type { EncodedPrompt, VelocityPredictor } from '../diffusion/velocity-predictor.ts';
import type { LatentColours } from '../diffusion/preview.ts';
import type { PixelImage } from '../image/pixels.ts';
import type { ComponentWeights } from '../precision/choose.ts';
import type { Device } from '../onnx/devices/device.ts';
import type { ModelPlan } from '../onnx/model-plan.ts';
import type { Pulse } from '../pulse.ts';
import type { Tensor } from '../tensor.ts';
import type { WrittenText } from '../text/writing/write-text.ts';
import type { CheckpointFacts, ControlNetFacts, FamilyDefaults, PromptCounter } from './facts.ts';
import type { FolderFacts } from './folder-facts.ts';
import type { FamilyParts } from './parts.ts';
import type {
  ComponentRef,
  ImageRequest,
  LatentsRequest,
  PictureRequest,
  PictureTokens,
  PromptRequest,
  StepRequest,
  WriteRequest,
} from './requests.ts';
import type { FamilyWork } from './work.ts';

export interface Family<M extends Models = Models> {
  /** Lower-case words joined by `-`; part of handles that travel between nodes. */
  readonly name: string;
  /** Version of the graphs the family builds: raised whenever the same request would give other numbers. */
  readonly graphs: number;
  /** A licence that restricts the use of its models, in a few words: said wherever one is offered. */
  readonly licence?: string;
  readonly defaults: FamilyDefaults;
  /** Map from latents to colours, for previews; none without it. */
  readonly colours?: LatentColours;
  /** Whether a folder is a checkpoint, or a component of one, of this family. Reads configs and headers, no weights. */
  recognises(folder: FolderFacts): Promise<boolean>;
  /**
   * Reads the configs of a checkpoint folder.
   * @throws InferenceError `file-missing` or `config-invalid`.
   */
  open(dir: string): Promise<CheckpointFacts>;
  readonly controlNets?: ControlNets;
  /** Parts of pipelines in files of their own; absent: the family opens whole checkpoints only. */
  readonly parts?: FamilyParts;
  /** The components that LoRAs change; absent: the family's models take no LoRAs. */
  readonly loras?: LoraTargets;
  /**
   * The weights of a component, by kind of component: the setting `auto` decides by them how they are held, and the
   * decision is part of cache keys. A kind whose weights are always held in the same way is left out. Reads headers, no
   * weights. Without this method, `auto` leaves weights as stored.
   */
  weights?(files: ComponentFiles): Promise<Readonly<Partial<Record<string, ComponentWeights>>>>;
  /** The arithmetic of its models, for forecasts; absent: only times of past runs are known. */
  work?(): Promise<FamilyWork>;
  /**
   * Opens the tokenizer of a text encoder.
   * @param tokenizer absolute path of its folder.
   * @param template name of the one that prompts stand in, one of those of the text encoder.
   * @throws InferenceError `file-missing` or `file-malformed`.
   */
  promptCounter(tokenizer: string, template: string): Promise<PromptCounter>;
  /** The models. Called in the inference process only, because only that process may load onnxruntime. */
  runtime(): Promise<FamilyRuntime<M>>;
}

/** Components that LoRAs change. Reads headers, no weights, and throws the errors of opening a component. */
export interface LoraTargets {
  transformer(files: ComponentFiles): Promise<LoraTarget>;
  textEncoder(files: ComponentFiles): Promise<LoraTarget>;
}

/** ControlNets published for a family. */
export interface ControlNets {
  recognises(folder: FolderFacts): Promise<boolean>;
  /** @throws InferenceError `file-missing` or `config-invalid`. */
  open(dir: string): Promise<ControlNetFacts>;
}

/** A component in memory. */
export interface Model {
  release(): Promise<void>;
}

/** Components by kind, such as `VAE`: an open set. A kind is also the component's name in messages. */
export type Models = Readonly<Record<string, Model>>;

/** Loads a component. */
export interface Component<M extends Model> {
  /**
   * Opens its files for a device: headers and configs, no weights.
   * @param place of files made from its own, such as weights that LoRAs are merged into.
   */
  plan(files: ComponentFiles, device: Device, place?: PreparedPlace): Promise<ModelPlan<M>>;
}

/** Access to the components in memory. Asking for one loads it, which may release others. */
export interface Loaded<M extends Models = Models> {
  /**
   * @param beside kinds that stay in memory although this one needs room: a computation alternates between them.
   * @throws InferenceError `out-of-memory`, or the error of the component's `plan`.
   */
  get<K extends keyof M & string>(kind: K, ref: ComponentRef, beside?: readonly (keyof M & string)[]): Promise<M[K]>;
}

/** Parts that components play in a run: what nodes know of them. */
export type Role = 'textEncoder' | 'pictureReader' | 'writer' | 'transformer' | 'controlNet' | 'vae';

/** The computations of a family's models. */
export interface FamilyRuntime<M extends Models = Models> {
  readonly components: { readonly [K in keyof M]: Component<M[K]> };
  /** The kind of component that plays a part, so that it can be checked before a run; absent: it is not checked. */
  readonly roles?: Readonly<Partial<Record<Role, keyof M & string>>>;
  /**
   * The conditioning of a prompt.
   * @param pulse called between parts of the model.
   */
  encodePrompt(loaded: Loaded<M>, request: PromptRequest, pulse: Pulse): Promise<EncodedPrompt>;
  /**
   * The answer of the language model to a prompt; absent when the family's text encoder writes none.
   * @param pulse called after every token, with the text so far.
   */
  generate?(loaded: Loaded<M>, request: WriteRequest, pulse: Pulse): Promise<WrittenText>;
  /** A picture as the text encoder reads it; absent when the text encoder reads none. */
  readPicture?(loaded: Loaded<M>, request: PictureRequest): Promise<PictureTokens>;
  /** Normalised latents [1, channels, rows, columns] of a picture. */
  encodeImage(loaded: Loaded<M>, request: ImageRequest): Promise<Tensor<'float32'>>;
  /**
   * The predictor of one step.
   * @param expected timesteps that are likely to be asked for, this one among them: a hint that changes no result.
   */
  predictor(loaded: Loaded<M>, step: StepRequest, expected: readonly number[]): Promise<VelocityPredictor>;
  /**
   * The pictures of normalised latents, one per frame.
   * @throws InferenceError `not-finite` when the pixels hold NaN or infinity: as bytes they would be black.
   */
  decode(loaded: Loaded<M>, request: LatentsRequest): Promise<readonly PixelImage[]>;
}
