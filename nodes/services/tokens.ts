/** Services that nodes use besides their inputs. Command line and server provide them when they create the engine. */
import { serviceToken } from '../../engine/graph/service.ts';
import type { CheckpointFacts, ControlNetFacts, InferenceClient } from '../../inference/index.ts';

/** Runs tensors through models in the child process. */
export const INFERENCE = serviceToken<Pick<InferenceClient, 'request' | 'profile' | 'settle'>>('inference');

/** A model folder and what its configs say of it. */
export interface Opened<T> {
  /** Absolute path. */
  readonly dir: string;
  /** Name of the family of models it belongs to. */
  readonly family: string;
  readonly facts: T;
}

/** The operator's model folders: workflows name models, never paths. */
export interface ModelLibrary {
  /**
   * The absolute folder of a checkpoint.
   * @throws Error that lists the known names when there is none of this name.
   */
  checkpoint(name: string): Promise<string>;
  /**
   * Reads the configs of a checkpoint.
   * @throws Error as {@link checkpoint}; InferenceError for a damaged one.
   */
  openCheckpoint(name: string): Promise<Opened<CheckpointFacts>>;
  /** Names of all checkpoints, sorted. */
  checkpoints(): Promise<readonly string[]>;
  /**
   * Reads the config of a ControlNet.
   * @throws Error as {@link openCheckpoint}.
   */
  openControlNet(name: string): Promise<Opened<ControlNetFacts>>;
  /** Names of all ControlNets, sorted. */
  controlNets(): Promise<readonly string[]>;
}

export const MODELS = serviceToken<ModelLibrary>('models');

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

/** Content digests of files, remembered until a file changes. */
export interface FileDigests {
  /** SHA-256 of a file's bytes, hexadecimal. */
  digest(path: string): Promise<string>;
  /** The digest of a set of files, made of all names and digests: a renamed or added file changes it too. */
  digestOfSet(files: readonly NamedFile[]): Promise<string>;
  /** Whether a file of the set changed since {@link digestOfSet} gave this digest. False for an unknown digest. */
  hasChanged(digest: string): Promise<boolean>;
}

export const FILE_DIGESTS = serviceToken<FileDigests>('file digests');
