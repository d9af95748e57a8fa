/**
 * Files that another program holds open: a viewer, a virus scanner, a sync client. Windows then refuses to replace or
 * delete them, with the codes of a lacking right. Most let go within a moment, so the work is tried again.
 */
import { randomUUID } from 'node:crypto';
import { rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

const HELD = new Set(['EPERM', 'EACCES', 'EBUSY']);
/** Milliseconds before each further attempt: 1.3 s altogether. */
const PAUSES = [10, 20, 40, 80, 150, 300, 700];
/** Begins with a dot, so no address and no workflow can name the file. */
const ASIDE = '.aside-';
const UUID_LENGTH = 36;

/**
 * @param pause waits for a number of milliseconds; default: the clock of this machine.
 * @param isPassing whether it is worth to try again after an error.
 */
export async function untilFree<T>(
  work: () => Promise<T>,
  pause: Pause = setTimeout,
  isPassing: (error: unknown) => boolean = isHeld,
): Promise<T> {
  for (const milliseconds of PAUSES) {
    try {
      return await work();
    } catch (error) {
      if (!isPassing(error)) throw error;
    }
    await pause(milliseconds);
  }
  return work();
}

export type Pause = (milliseconds: number) => Promise<unknown>;

/** As {@link untilFree}, for work that has no promise. The thread sleeps meanwhile. */
export function untilFreeSync<T>(work: () => T, pause: (milliseconds: number) => void = sleep): T {
  for (const milliseconds of PAUSES) {
    try {
      return work();
    } catch (error) {
      if (!isHeld(error)) throw error;
    }
    pause(milliseconds);
  }
  return work();
}

function sleep(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

/** How a held file is moved. */
interface Mover {
  rename(from: string, to: string): Promise<void>;
  rm(path: string, options: { readonly force: true }): Promise<void>;
}

/**
 * Gives a file the name of another one, which moves aside first and is deleted as soon as it is free: Windows lets
 * nobody take the name of a file that is held open, yet most programs let the file be renamed. If the process dies
 * between, the next {@link settleAside} gives the name back.
 * @param old the other file, where its name differs in capitals or accents only.
 * @throws what renaming throws; then the name still leads to the file it led to.
 */
export async function replaceAside(from: string, to: string, files: Mover, old = to): Promise<void> {
  if (!(await stat(old)).isFile()) throw Object.assign(new Error(`${old} is no file`), { code: 'EISDIR' });
  const aside = join(dirname(old), `${ASIDE}${randomUUID()}-${basename(old)}`);
  await files.rename(old, aside);
  try {
    await files.rename(from, to);
  } catch (error) {
    await files.rename(aside, old);
    throw error;
  }
  await files.rm(aside, { force: true }).catch(() => {});
}

/**
 * Ends what {@link replaceAside} of a killed process left: a file whose name is free gets it back, others are deleted.
 * @param name in a folder. @returns false for any other file.
 */
export async function settleAside(folder: string, name: string): Promise<boolean> {
  if (!name.startsWith(ASIDE)) return false;
  const [aside, path] = [join(folder, name), join(folder, name.slice(ASIDE.length + UUID_LENGTH + 1))];
  const isReplaced = await stat(path).then(
    () => true,
    () => false,
  );
  await (isReplaced ? rm(aside, { force: true }) : rename(aside, path)).catch(() => {});
  return true;
}

/** Whether an error may mean that another program holds the file. */
export function isHeld(error: unknown): boolean {
  return HELD.has((error as NodeJS.ErrnoException).code ?? '');
}

/** Whether another program holds the file for certain: no right is lacking, and no kind of link. */
export function isBusy(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'EBUSY';
}

/** For work that may be left undone while another program holds the file. @throws any other error. */
export function exceptHeld(error: unknown): void {
  if (!isHeld(error)) throw error;
}
