/** Where the files that runs save are kept. */
import type { RunFile } from '../protocol/index.ts';

export interface OutputFile {
  /** Beginning of the file name, as the workflow gives it: it may hold anything. */
  readonly prefix: string;
  /** Without the dot. */
  readonly extension: string;
  readonly mediaType: string;
  readonly data: Uint8Array;
  /** Names the file: below the folder, with slashes and without extension. Default: prefix and number of the run. */
  readonly name?: string | undefined;
  /** Names the file as ComfyUI does; default: by {@link name}. */
  readonly counted?: CountedName | undefined;
}

/** What ComfyUI's names of files are made of, besides the prefix. */
export interface CountedName {
  /** Pixels. */
  readonly width: number;
  /** Pixels. */
  readonly height: number;
  /** Among the files of its node, from 0. */
  readonly batch: number;
}

export type SavedOutput = Pick<RunFile, 'folder' | 'name' | 'url' | 'mediaType' | 'digest'>;

export interface RunOutputs {
  /** Keeps a file. Nothing that is already kept is ever overwritten. @throws StorageError when it cannot be kept. */
  save(file: OutputFile): Promise<SavedOutput>;
}

export interface OutputStore {
  /**
   * The outputs of one run. Names follow from the run's number: a run that is carried out again after a crash, and
   * saves the same files in the same order, gets the same names, and each file exists once.
   * @param number of the run.
   */
  ofRun(number: number): RunOutputs;
}
