/**
 * The files a run saves. A name follows from the run's number, so a run that was begun twice saves under the same names, and what
 * is there already is not written again. Nothing else that is there is ever overwritten.
 */
import { randomUUID } from 'node:crypto';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { claimName } from '../pictures/claim-name.ts';
import { writeDurably } from '../pictures/write-durably.ts';

/** Begins with a dot, so no address can name it. */
const TEMPORARY = '.saving-';
const DIGITS = 5;
/** Bytes of a prefix. */
const NAME_LENGTH = 150;

export interface OutputFile {
  readonly prefix: string;
  /** Without the dot. */
  readonly extension: string;
  readonly data: Uint8Array;
}

/**
 * @param index counts the files of the run with this (safe) prefix and extension, from 0.
 * @returns the file's name.
 */
export async function saveOutput(
  folder: string,
  { prefix, extension, data }: OutputFile,
  number: number,
  index: number,
): Promise<string> {
  const temporary = join(folder, TEMPORARY + randomUUID());
  try {
    await writeDurably(temporary, data);
    const stem = `${safePrefix(prefix)}-${String(number).padStart(DIGITS, '0')}${index === 0 ? '' : `-${index + 1}`}`;
    for (let tried = 1; ; tried++) {
      const name = `${stem}${tried === 1 ? '' : `_${tried}`}.${safeExtension(extension)}`;
      if (await isOurs(temporary, join(folder, name), data)) return name;
    }
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Removes what a server that was killed left half written. */
export async function removeUnfinished(folder: string): Promise<void> {
  for (const name of await readdir(folder))
    if (name.startsWith(TEMPORARY)) await rm(join(folder, name), { force: true });
}

/** A workflow is data from somebody else: its prefix can never leave the folder. Letters and digits of every script stay. */
export function safePrefix(prefix: string): string {
  const clean = prefix
    .slice(0, NAME_LENGTH)
    .normalize('NFC')
    .replaceAll(/[^\p{L}\p{M}\p{N}._-]+/gu, '_')
    .replace(/^[\p{M}._-]+/u, '');
  // A character that is cut in two is read as U+FFFD.
  const name = Buffer.from(clean)
    .subarray(0, NAME_LENGTH)
    .toString('utf8')
    .replace(/[\uFFFD._-]+$/u, '');
  return name === '' ? 'inkloom' : name;
}

function safeExtension(extension: string): string {
  return /^[A-Za-z0-9]{1,10}$/.test(extension) ? extension : 'bin';
}

/** False when the name belongs to other bytes. */
async function isOurs(temporary: string, path: string, data: Uint8Array): Promise<boolean> {
  if (await claimName(temporary, path)) return true;
  const there = await readFile(path).catch(() => undefined);
  return there !== undefined && there.equals(data);
}
