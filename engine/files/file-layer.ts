/** The file system as the writers of results use it. A test gives one that fails. */
import { link, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { isBusy, isHeld, type Pause, replaceAside, untilFree } from './held-file.ts';

/** A file that is being written. */
export interface OpenFile {
  writeFile(data: string | Uint8Array): Promise<void>;
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** The types name nothing of Node, because they are part of the package's own types. */
export interface FileLayer {
  open(path: string, flags: string, mode?: number): Promise<OpenFile>;
  rename(from: string, to: string): Promise<void>;
  link(existing: string, path: string): Promise<void>;
  mkdir(path: string, options?: { readonly mode?: number | undefined; readonly recursive?: boolean }): Promise<unknown>;
  rm(path: string, options?: { readonly force?: boolean }): Promise<void>;
  readdir(path: string): Promise<string[]>;
}

const PLAIN: FileLayer = { link, mkdir, open, readdir, rename, rm };

/** The file system of this machine. */
export const DISK: FileLayer = process.platform === 'win32' ? patientLayer(PLAIN) : PLAIN;

/** A layer for Windows: what another program holds open is renamed or deleted a moment later, or moved aside. */
export function patientLayer(files: FileLayer, pause?: Pause): FileLayer {
  return {
    ...files,
    link: (existing, path) => untilFree(() => files.link(existing, path), pause, isBusy),
    rm: (path, options) => untilFree(() => files.rm(path, options), pause),
    async rename(from, to) {
      try {
        await untilFree(() => files.rename(from, to), pause);
      } catch (error) {
        if (!isHeld(error)) throw error;
        // The first error names the file that the caller knows.
        await replaceAside(from, to, files).catch(() => {
          throw error;
        });
      }
    },
  };
}
