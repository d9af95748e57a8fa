/** The file system as the writers of results use it. A test gives one that fails. */
import { link, mkdir, open, readdir, rename, rm } from 'node:fs/promises';

export interface FileLayer {
  readonly open: typeof open;
  readonly rename: typeof rename;
  readonly link: typeof link;
  readonly mkdir: typeof mkdir;
  readonly rm: typeof rm;
  readonly readdir: typeof readdir;
}

/** The file system of this machine. */
export const DISK: FileLayer = { link, mkdir, open, readdir, rename, rm };
