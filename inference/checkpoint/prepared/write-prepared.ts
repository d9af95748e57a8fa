/** Writes prepared files that are not there yet, with progress; a file is written by one process. */
import { setTimeout } from 'node:timers/promises';
import { claim } from './claim.ts';
import type { OnPrepared } from './make-prepared.ts';
import type { PreparedFile } from './prepared-file.ts';

/** Milliseconds between two looks at a file that another process writes. */
const PAUSE = 200;

/**
 * Writes the files one after the other, but empty ones.
 * @param onPrepared called with the bytes written so far, of all.
 * @throws InferenceError `disk-full`; the errors of the tensors' `bytes`.
 */
export async function writePrepared(files: readonly PreparedFile[], onPrepared: OnPrepared): Promise<void> {
  const filled = files.filter(({ isEmpty }) => !isEmpty);
  const all = filled.reduce((sum, { bytes }) => sum + bytes, 0);
  let before = 0;
  for (const file of filled) {
    while (!(await writeOne(file, (bytes) => onPrepared(before + bytes, all)))) await setTimeout(PAUSE);
    before += file.bytes;
  }
}

/** @returns whether the file is there now: false while another process writes it. */
async function writeOne(file: PreparedFile, onWritten: (bytes: number) => void): Promise<boolean> {
  if (await file.isThere()) return true;
  const own = await claim(file.path);
  if (!own) return false;
  try {
    await file.write((bytes) => {
      onWritten(bytes);
      void own.renew();
    });
    return true;
  } finally {
    await own.release();
  }
}
