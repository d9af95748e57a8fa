/** The database of a data folder, for one server at a time. */
import { join } from 'node:path';
import { UsageError } from '../host/usage-error.ts';
import { type Database, isBusy, openDatabase } from '../jobs/sqlite/database.ts';

/**
 * Opens the database. Its lock guards the whole data folder, and the system releases it however the process ends.
 * @throws UsageError when another server uses the folder, or the database cannot be opened.
 */
export function openOwnDatabase(data: string): Database {
  try {
    return openDatabase(join(data, 'inkloom.sqlite'));
  } catch (cause) {
    const message = isBusy(cause)
      ? `Another server uses the data folder ${data}. Stop it, or give this one another: --data FOLDER`
      : `The database in ${data} cannot be opened: ${(cause as Error).message}`;
    throw new UsageError(message, { cause });
  }
}
