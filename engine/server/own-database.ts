/** The database of a data folder, for one server at a time. */
import { join } from 'node:path';
import { messageOf } from '../files/storage-error.ts';
import { UsageError } from '../host/usage-error.ts';
import { type Database, isBusy } from '../jobs/sqlite/database.ts';
import { JOB_TABLES } from '../jobs/sqlite/job-tables.ts';
import { JOB_MIGRATIONS } from '../jobs/sqlite/migrations.ts';
import { Backups } from '../jobs/sqlite/recovery/backups.ts';
import { closeRecovered, openRecovered } from '../jobs/sqlite/recovery/open-recovered.ts';
import type { DatabaseSchema } from '../jobs/sqlite/recovery/table-facts.ts';
import type { Restoration } from '../protocol/index.ts';
import { ASSET_MIGRATIONS, ASSET_TABLES } from './comfyui/v2/tables.ts';
import { DOCUMENT_MIGRATIONS } from './documents/migrations.ts';
import { DOCUMENT_TABLES } from './documents/tables.ts';
import { GALLERY_MIGRATIONS, GALLERY_TABLES } from './gallery/tables.ts';
import { VERSION_MIGRATIONS, VERSION_TABLES } from './versions/tables.ts';

const SCHEMA: DatabaseSchema = {
  migrations: [
    ...JOB_MIGRATIONS,
    ...DOCUMENT_MIGRATIONS,
    ...ASSET_MIGRATIONS,
    ...GALLERY_MIGRATIONS,
    ...VERSION_MIGRATIONS,
  ],
  tables: [...JOB_TABLES, ...DOCUMENT_TABLES, ...ASSET_TABLES, ...GALLERY_TABLES, ...VERSION_TABLES],
};

/** Milliseconds for which the editor tells of a restoration, unless the user closes the message. */
const SAID = 7 * 24 * 3600_000;

export interface OwnDatabase {
  readonly database: Database;
  /** Makes a last backup, and closes the database. */
  close(): void;
}

/**
 * Opens the database, and restores it first when it is damaged. Its lock guards the whole data folder, and the system
 * releases it however the process ends.
 * @param say is told what was restored, and of backups that cannot be made.
 * @throws UsageError when another server uses the folder, or the database cannot be opened.
 */
export async function openOwnDatabase(data: string, say: (message: string) => void): Promise<OwnDatabase> {
  const file = join(data, 'inkloom.sqlite');
  const { database, report } = await openOrRefuse(file, data);
  if (report !== undefined) {
    say(report);
    database.prepare('INSERT OR REPLACE INTO restoration (time, message) VALUES (?, ?)').run(Date.now(), report);
  }
  const backups = new Backups(database, file, say);
  return {
    database,
    close() {
      backups.close();
      closeRecovered(database, file);
    },
  };
}

/** The latest restoration, for the editor. It is reported for a week. */
export function latestRestoration(database: Database): Restoration | undefined {
  const latest = database
    .prepare<Restoration>('SELECT time, message FROM restoration ORDER BY time DESC LIMIT 1')
    .get();
  return latest && Date.now() - latest.time < SAID ? latest : undefined;
}

async function openOrRefuse(file: string, data: string): ReturnType<typeof openRecovered> {
  try {
    return await openRecovered(file, SCHEMA);
  } catch (cause) {
    const message = isBusy(cause)
      ? `Another server uses the data folder ${data}. Stop it, or give this one another: --data FOLDER`
      : `The database in ${data} cannot be opened: ${messageOf(cause)}`;
    throw new UsageError(message, { cause });
  }
}
