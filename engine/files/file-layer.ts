/** The file system as the writers of results use it. A test gives one that fails. */
import { link, mkdir, open, readdir, rename, rm } from 'node:fs/promises';

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

/** The file system of this machine. */
export const DISK: FileLayer = { link, mkdir, open, readdir, rename, rm };
