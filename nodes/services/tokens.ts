/** What nodes use besides their inputs. The CLI and the server provide these when they create the engine. */
import { serviceToken } from '../../engine/graph/service.ts';
import type { InferenceClient } from '../../inference/index.ts';

/** Runs tensors through models in the child process. */
export const INFERENCE = serviceToken<Pick<InferenceClient, 'request'>>('inference');

/** The operator's model folders: workflows name models, never paths. */
export interface ModelLibrary {
  /**
   * The absolute folder of a checkpoint.
   * @throws Error that lists the known names when there is none of this name.
   */
  checkpoint(name: string): Promise<string>;
  /** Names of all checkpoints, sorted. */
  checkpoints(): Promise<readonly string[]>;
  /** The absolute folder of a ControlNet: a config.json of one, and weights. @throws Error as {@link checkpoint}. */
  controlNet(name: string): Promise<string>;
  /** Names of all ControlNets, sorted. */
  controlNets(): Promise<readonly string[]>;
}

export const MODELS = serviceToken<ModelLibrary>('models');

/** The operator's input folders: workflows name files, never paths. */
export interface InputFiles {
  /**
   * The absolute path of a file.
   * @throws Error that says where was searched when there is none of this name.
   */
  find(name: string): Promise<string>;
}

export const INPUT_FILES = serviceToken<InputFiles>('input files');

/** Content digests of files, remembered as long as a file does not change. */
export interface FileDigests {
  /** SHA-256 of a file's bytes, hexadecimal. */
  digest(path: string): Promise<string>;
}

export const FILE_DIGESTS = serviceToken<FileDigests>('file digests');
