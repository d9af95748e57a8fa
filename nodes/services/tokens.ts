/** Services that nodes use besides their inputs. Command line and server provide them when they create the engine. */
import { serviceToken } from '../../engine/graph/service.ts';
import type {
  ComponentFiles,
  ControlNetFacts,
  InferenceClient,
  InstructionPictures,
  Scheduler,
  TextEncoderFacts,
  TokenCount,
  TransformerFacts,
  VaeFacts,
} from '../../inference/index.ts';
import type { ModelEntry, ModelKind } from './models/entries.ts';

/** Runs tensors through models in the child process. */
export const INFERENCE =
  serviceToken<Pick<InferenceClient, 'request' | 'profile' | 'settle' | 'device' | 'lora' | 'expect'>>('inference');

/** A part of a pipeline, and what its config or its tensors say of it. */
export interface Opened<F> {
  /** Name of the family of models it belongs to. */
  readonly family: string;
  readonly files: ComponentFiles;
  readonly facts: F;
  /** A message for the user. */
  readonly note?: string;
}

export interface OpenedTransformer extends Opened<Omit<TransformerFacts, 'folder'>> {
  readonly scheduler: Scheduler;
}

export interface OpenedTextEncoder extends Opened<Omit<TextEncoderFacts, 'folder' | 'tokenizer'>> {
  /** Absolute path of a folder. */
  readonly tokenizer: string;
}

/** A whole pipeline: a folder, or a file that holds all of it. */
export interface OpenedCheckpoint {
  readonly textEncoder: OpenedTextEncoder;
  readonly transformer: OpenedTransformer;
  readonly vae: Opened<Omit<VaeFacts, 'folder'>>;
  /** Folders and files that identify it. */
  readonly files: readonly ComponentFiles[];
  /** Further facts that results depend on, as text that enters cache keys. */
  readonly identity: string;
}

/**
 * The operator's models: workflows name them, never paths. Every `open` reads headers and configs, no weights.
 * @throws Error that lists the known names when there is none of this name; InferenceError for a damaged one.
 */
export interface ModelLibrary {
  /** The absolute path of a model, a folder or a file. */
  pathOf(kind: ModelKind, name: string): Promise<string>;
  openCheckpoint(name: string): Promise<OpenedCheckpoint>;
  /** @param variant for a file whose tensors do not tell it; default: by the file. */
  openTransformer(name: string, variant?: string): Promise<OpenedTransformer>;
  /**
   * @param pictures that an instruction is about; default: as the checkpoint says, else several.
   * @param vision name of the file of its vision tower; default: found beside it.
   */
  openTextEncoder(name: string, pictures?: InstructionPictures, vision?: string): Promise<OpenedTextEncoder>;
  openVae(name: string): Promise<Opened<Omit<VaeFacts, 'folder'>>>;
  openControlNet(name: string): Promise<Opened<ControlNetFacts>>;
  /** Names of all models of a kind, sorted; those made for tests are left out. */
  names(kind: ModelKind): Promise<readonly string[]>;
  /** Everything in the places that may be a model, sorted by name. */
  entries(): Promise<readonly ModelEntry[]>;
}

export const MODELS = serviceToken<ModelLibrary>('models');

/** A text encoder, as far as it counts the tokens of a prompt. */
export interface PromptReader {
  /** Name of its family. */
  readonly family: string;
  /** Absolute path of a folder. */
  readonly tokenizer: string;
  /** Name of the template that the prompt stands in. */
  readonly template: string;
}

/** Counts prompts beside the inference process, so that a count does not wait for a model that works. */
export interface PromptTokens {
  /** @throws Error when the folder holds no tokenizer that can be read. */
  count(reader: PromptReader, text: string): Promise<TokenCount>;
}

export const PROMPT_TOKENS = serviceToken<PromptTokens>('prompt tokens');

/** A LoRA file that workflows can name. */
export interface LoraEntry {
  readonly name: string;
  /** Absolute. */
  readonly path: string;
  readonly bytes: number;
  /** The model that it was made for, in words, such as `for X or X-Edit`. */
  readonly model: string;
  /** Kind, rank and numbers, such as `LoRA, rank 32, bf16`. */
  readonly format: string;
  /** Phrases for the prompt that call up what it was trained on, where the file tells them. */
  readonly triggers: readonly string[];
  /** Why it cannot be applied. */
  readonly problem?: string;
}

/** The operator's LoRA files: workflows name files, never paths. */
export interface LoraFiles {
  /** All files, sorted by name. Reads headers. */
  entries(): Promise<readonly LoraEntry[]>;
  /**
   * The absolute path of a file.
   * @throws Error that lists the known names when there is none of this name.
   */
  find(name: string): Promise<string>;
}

export const LORA_FILES = serviceToken<LoraFiles>('LoRA files');

/** The operator's input folders: workflows name files, never paths. */
export interface InputFiles {
  /**
   * The absolute path of a file.
   * @throws Error that names the searched folders when there is none of this name.
   */
  find(name: string): Promise<string>;
}

export const INPUT_FILES = serviceToken<InputFiles>('input files');

export interface NamedFile {
  readonly name: string;
  readonly path: string;
}

/** Content digests of files, of a part of large ones, remembered until a file changes. */
export interface FileDigests {
  /** Hexadecimal; of a file up to 64 MiB, the SHA-256 of its bytes. */
  digest(path: string): Promise<string>;
  /** The digest of a set of files, made of all names and digests: a renamed or added file changes it too. */
  digestOfSet(files: readonly NamedFile[]): Promise<string>;
  /** Whether a file of the set changed since {@link digestOfSet} gave this digest. False for an unknown digest. */
  hasChanged(digest: string): Promise<boolean>;
}

export const FILE_DIGESTS = serviceToken<FileDigests>('file digests');
