/** Errors of disks and file systems as sentences: what could not be done, where, and what to do about it. */

export type StorageErrorCode = 'disk-full' | 'not-writable' | 'too-many-files' | 'disk-failed' | 'database-damaged';

export class StorageError extends Error {
  override readonly name = 'StorageError';
  readonly code: StorageErrorCode;

  constructor(code: StorageErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

interface Reason {
  readonly code: StorageErrorCode;
  /** @param what such as `/data/a.png could not be written`. */
  readonly sentence: (what: string) => string;
}

const FULL: Reason = {
  code: 'disk-full',
  sentence: (what) => `The disk is full: ${what}. Free some space, then try again.`,
};
const FAILED: Reason = {
  code: 'disk-failed',
  sentence: (what) => `The disk reports an input/output error: ${what}. Check the disk before you go on.`,
};
const READ_ONLY: Reason = {
  code: 'not-writable',
  sentence: (what) => `${what}: its file system is read-only. Choose another folder, or make it writable.`,
};
const NO_RIGHT: Reason = {
  code: 'not-writable',
  sentence: (what) => `${what}: the user of this process lacks the right. Change the permissions or the folder.`,
};
const HELD: Reason = {
  code: 'not-writable',
  sentence: (what) => `${what}: another program has it open. Close it there, then try again.`,
};
/** Windows gives the same codes for a file in use as for a lacking right. */
const HELD_OR_NO_RIGHT: Reason = {
  code: 'not-writable',
  sentence: (what) =>
    `${what}: another program has it open (a viewer, a virus scanner, a sync client), or the user of this process ` +
    'lacks the right. Close it there, or choose another folder.',
};
const TOO_MANY: Reason = {
  code: 'too-many-files',
  sentence: (what) => `${what}: too many files are open. Try again, or raise the limit (ulimit -n) and start again.`,
};
const DAMAGED: Reason = {
  code: 'database-damaged',
  sentence: (what) => `${what}: the database is damaged. Start Inkloom again: it then restores what can be read.`,
};

const OF_WINDOWS: Readonly<Record<string, Reason>> = { EACCES: HELD_OR_NO_RIGHT, EPERM: HELD_OR_NO_RIGHT };

/** Conditions of the machine, whatever the program asked for. */
const OF_MACHINE: Readonly<Record<string, Reason>> = {
  ENOSPC: FULL,
  EDQUOT: {
    code: 'disk-full',
    sentence: (what) => `The disk quota is used up: ${what}. Free some space, then try again.`,
  },
  EROFS: READ_ONLY,
  EACCES: NO_RIGHT,
  EPERM: NO_RIGHT,
  EBUSY: HELD,
  EMFILE: TOO_MANY,
  ENFILE: TOO_MANY,
  EIO: FAILED,
  SQLITE_FULL: FULL,
  SQLITE_READONLY: READ_ONLY,
  SQLITE_PERM: NO_RIGHT,
  SQLITE_AUTH: NO_RIGHT,
  SQLITE_IOERR: FAILED,
  SQLITE_CORRUPT: DAMAGED,
  SQLITE_NOTADB: DAMAGED,
  SQLITE_CANTOPEN: {
    code: 'not-writable',
    sentence: (what) => `${what}: it cannot be opened. Check that its folder exists and can be written.`,
  },
};

const notWritable = (why: string): Reason => ({ code: 'not-writable', sentence: (what) => `${what}: ${why}` });

/** Conditions of a path somebody chose. Elsewhere the same codes mean a bug, or a file that may be missing. */
const OF_PATH: Readonly<Record<string, Reason>> = {
  ENOENT: notWritable('its folder does not exist.'),
  ENOTDIR: notWritable('a part of the path is a file, not a folder. Choose another folder.'),
  EEXIST: notWritable('there is a file where a folder is expected. Choose another folder.'),
  EISDIR: notWritable('it is a folder. Choose the name of a file.'),
  ELOOP: notWritable('its links lead in a circle.'),
  ENAMETOOLONG: notWritable('the name is too long. Choose a shorter one.'),
  EFBIG: notWritable('the file would be larger than its file system allows.'),
};

/**
 * @param what was tried, such as `/data/a.png could not be written`; default: the path the error itself names.
 * @returns undefined for an error that is no fault of a disk or a file system.
 */
export function storageErrorOf(
  error: unknown,
  what?: string,
  platform: string = process.platform,
): StorageError | undefined {
  return wordedBy({ ...OF_MACHINE, ...(platform === 'win32' ? OF_WINDOWS : {}) }, error, what);
}

/** As {@link storageErrorOf}, also for what is wrong with a path that somebody chose. */
export function writeErrorOf(error: unknown, path: string): StorageError | undefined {
  const what = `${path} could not be written`;
  return storageErrorOf(error, what) ?? wordedBy(OF_PATH, error, what);
}

function wordedBy(
  reasons: Readonly<Record<string, Reason>>,
  error: unknown,
  what: string | undefined,
): StorageError | undefined {
  if (error instanceof StorageError) return error;
  if (!(error instanceof Error)) return undefined;
  const { code = '', path } = error as NodeJS.ErrnoException;
  // SQLite's extended codes, such as SQLITE_IOERR_WRITE, begin with the basic one.
  const reason = reasons[code] ?? reasons[/^SQLITE_[A-Z]+/.exec(code)?.[0] ?? ''];
  if (!reason) return undefined;
  const subject = what ?? (path === undefined ? 'a file could not be used' : `${path} could not be used`);
  return new StorageError(reason.code, reason.sentence(subject), { cause: error });
}

/** The message of an error, as a sentence when a disk or file system is at fault. */
export function messageOf(error: unknown): string {
  return (storageErrorOf(error) ?? (error instanceof Error ? error : undefined))?.message ?? String(error);
}
