/**
 * Opens the database of a server, and restores it first when it is damaged. Whatever moment the process dies at, the
 * next start finds either the damaged files or the restored one, complete.
 */
import { existsSync, readFileSync, renameSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { releaseFiles } from '../../../cache/disk/release-files.ts';
import { isDamaged, openSqlite, type Sqlite } from '../../../cache/disk/sqlite.ts';
import { untilFreeSync } from '../../../files/held-file.ts';
import { writeErrorOf } from '../../../files/storage-error.ts';
import { asDatabase, type Database } from '../database.ts';
import { backupsOf } from './backups.ts';
import { damageOf, reasonOf } from './check.ts';
import { reportText } from './report-text.ts';
import { restore } from './restore.ts';
import { syncPath } from './sync-path.ts';
import type { DatabaseSchema } from './table-facts.ts';
import { applyWal, readWal, type Wal } from './wal.ts';
import { readMark, removeMark, type WalMark, writeMark } from './wal-mark.ts';

/** Bytes that may be missing at the end of a file; a header that asks for more is damaged. */
const LONGEST_CUT = 2 ** 32;

/** Bytes of the smallest page. SQLite takes a shorter file for a new one. */
const SMALLEST = 512;

export interface Recovered {
  readonly database: Database;
  /** A message about the restoration for the user; undefined for a sound database. */
  readonly report: string | undefined;
}

/** Damage found, and what is known of the log. */
interface Damage {
  readonly reason: string;
  /** Time of the first change that may be missing; undefined when none is. */
  readonly missingSince?: number | undefined;
}

/**
 * @throws an error that isBusy recognises when another process has the database open; StorageError for a fault of the
 *   disk.
 */
export async function openRecovered(file: string, schema: DatabaseSchema): Promise<Recovered> {
  finishSwap(file);
  const log = readLog(file);
  const mark = readMark(file);
  const damage = damageOfFiles(file, log.wal, log.bytes.length, mark);
  const opened = openSound(file, schema, damage);
  if ('database' in opened) return { database: opened.database, report: undefined };
  await releaseFiles();
  const report = await restoreFile(file, schema, log, opened.damage);
  return { database: asDatabase(openSqlite(file), () => writeMark(file)), report };
}

/** Removes the note of the log, so that a log that is gone after a clean stop is not missed. */
export function closeRecovered(database: Database, file: string): void {
  removeMark(file);
  database.close();
}

interface Log {
  readonly bytes: Buffer;
  readonly wal: Wal | undefined;
}

function readLog(file: string): Log {
  const bytes = existsSync(`${file}-wal`) ? readFileSync(`${file}-wal`) : Buffer.alloc(0);
  return { bytes, wal: readWal(bytes) };
}

/** Damage that SQLite would not notice. */
function damageOfFiles(
  file: string,
  wal: Wal | undefined,
  walBytes: number,
  mark: WalMark | undefined,
): Damage | undefined {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  const isNew = size === 0 && walBytes === 0 && backupsOf(file).length === 0;
  if (size < SMALLEST && !isNew) return { reason: 'the file was missing or cut short' };
  if (mark && walBytes < mark.bytes && (wal?.checkpoint ?? 0) <= mark.checkpoint)
    return { reason: 'the end of its log was missing', missingSince: lastWritten(file) };
  if (wal?.isDamaged) return { reason: 'its log was damaged' };
  return undefined;
}

/** Milliseconds since the epoch. */
function lastWritten(file: string): number | undefined {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs;
}

function openSound(
  file: string,
  schema: DatabaseSchema,
  known: Damage | undefined,
): { readonly database: Database } | { readonly damage: Damage } {
  let db: Sqlite | undefined;
  try {
    // Another server that has the file open must be found before anything is moved.
    db = known && !existsSync(file) ? undefined : openSqlite(file);
    const damage = known ?? (db && damageOfContent(db, schema));
    if (!damage && db) return { database: asDatabase(db, () => writeMark(file)) };
    db?.close();
    return { damage: damage ?? { reason: 'the file was missing' } };
  } catch (error) {
    db?.close();
    if (!isDamaged(error)) throw error;
    return { damage: known ?? { reason: reasonOf(error) } };
  }
}

interface Contents {
  readonly pages: number;
  readonly tables: number;
}

const CONTENTS = `SELECT (SELECT page_count FROM pragma_page_count()) AS pages,
  (SELECT COUNT(*) FROM sqlite_master) AS tables`;

function damageOfContent(db: Sqlite, schema: DatabaseSchema): Damage | undefined {
  const { pages = 0, tables = 0 } = db.prepare<Contents>(CONTENTS).get() ?? {};
  // A file whose list of tables was wiped out looks new to SQLite, but for its length.
  const isNew = tables === 0 && pages <= 1;
  const reason = isNew ? undefined : damageOf(db, schema);
  return reason === undefined ? undefined : { reason };
}

/** @returns what was restored, for people. */
async function restoreFile(file: string, schema: DatabaseSchema, log: Log, damage: Damage): Promise<string> {
  const image = `${file}.image`;
  const fresh = `${file}.restoring`;
  try {
    if (existsSync(file)) writeImage(file, image, log.wal);
    // The log as it was: opening the database may have changed it.
    if (log.bytes.length > 0) writeFileSync(`${file}-wal`, log.bytes);
    const sources = { damaged: existsSync(image) ? image : undefined, backups: backupsOf(file) };
    const reports = restore({ ...sources, mayMiss: damage.missingSince !== undefined, target: fresh }, schema);
    await releaseFiles();
    syncPath(fresh);
    rename(fresh, `${file}.restored`);
    syncPath(dirname(file));
    const kept = finishSwap(file);
    return reportText({ ...damage, reports, kept });
  } catch (error) {
    throw writeErrorOf(error, file) ?? error;
  } finally {
    for (const path of [image, `${image}-wal`, fresh, `${fresh}-wal`]) rmSync(path, { force: true });
  }
}

/** The damaged file with every page of its log that can be read. */
function writeImage(file: string, image: string, wal: Wal | undefined): void {
  rmSync(`${image}-wal`, { force: true });
  const bytes = readFileSync(file);
  const withLog = wal && wal.frames.length > 0 ? applyWal(bytes, wal) : bytes;
  writeFileSync(image, withLog);
  // SQLite reads nothing of a file that is shorter than its header says.
  truncateSync(image, Math.max(withLog.length, lengthOf(withLog)));
}

/** The length of a database by its header: bytes of a page at 16, pages at 28. */
function lengthOf(bytes: Buffer): number {
  if (bytes.length < 100) return 0;
  const pageSize = bytes.readUInt16BE(16);
  const length = (pageSize === 1 ? 65_536 : pageSize) * bytes.readUInt32BE(28);
  return length <= bytes.length + LONGEST_CUT ? length : 0;
}

/**
 * Puts a restored database in the place of the damaged one, which keeps its content under a name that says so.
 * @returns the path of the damaged file; undefined when there was none.
 */
function finishSwap(file: string): string | undefined {
  if (!existsSync(`${file}.restored`)) return undefined;
  const damaged = `${file}.damaged-${new Date().toISOString().replaceAll(':', '-')}`;
  const had = existsSync(file);
  if (had) rename(file, damaged);
  if (existsSync(`${file}-wal`)) rename(`${file}-wal`, `${damaged}-wal`);
  rmSync(`${file}-shm`, { force: true });
  removeMark(file);
  rename(`${file}.restored`, file);
  syncPath(dirname(file));
  return had ? damaged : undefined;
}

/** Programs that look into new files, such as virus scanners, hold them for a moment on Windows. */
function rename(from: string, to: string): void {
  if (process.platform === 'win32') untilFreeSync(() => renameSync(from, to));
  else renameSync(from, to);
}
