/**
 * Files as version 2 of the interface knows them: by UUID. An upload is a picture in the input folder, an output is a
 * file of a run. Records are kept in the database; deleting one deletes no file.
 */
import { createHash, randomUUID } from 'node:crypto';
import type { Database } from '../../../jobs/sqlite/database.ts';
import { migrate } from '../../../jobs/sqlite/migrate.ts';
import type { RunFile } from '../../../protocol/index.ts';
import { ASSET_MIGRATIONS } from './tables.ts';

export interface AssetRecord {
  readonly id: string;
  readonly folder: RunFile['folder'];
  /** In the folder, with slashes. */
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: number;
  /** The name its sender gave it. */
  readonly path: string | null;
  /** Hexadecimal BLAKE3; null while nobody needed it. */
  readonly hash: string | null;
  /** The run that made it; null for an upload. */
  readonly job: string | null;
  /** Milliseconds since the epoch. */
  readonly created: number;
}

const COLUMNS = 'id, folder, name, media_type AS mediaType, bytes, path, hash, job, created';

export class Assets {
  readonly #sql: ReturnType<typeof statements>;

  constructor(database: Database) {
    migrate(database, ASSET_MIGRATIONS);
    this.#sql = statements(database);
  }

  get(id: string): AssetRecord | undefined {
    return this.#sql.one.get(id);
  }

  /** An upload with these bytes. */
  withHash(hash: string): AssetRecord | undefined {
    return this.#sql.withHash.get(hash);
  }

  /** Adds a record of an upload. */
  add(asset: Omit<AssetRecord, 'id' | 'created' | 'job'>): AssetRecord {
    const added = { ...asset, id: randomUUID(), job: null, created: Date.now() };
    this.#insert(added);
    return added;
  }

  /** The record of a file of a run: the same whenever it is asked for. */
  ofRun(job: string, { folder, name, mediaType }: RunFile, bytes: number, created: number): AssetRecord {
    const id = uuidOf(`${job}\n${folder}\n${name}`);
    const asset = { id, folder, name, mediaType, bytes, path: null, hash: null, job, created };
    this.#insert(asset);
    return asset;
  }

  remove(id: string): void {
    this.#sql.remove.run(id);
  }

  #insert({ id, folder, name, mediaType, bytes, path, hash, job, created }: AssetRecord): void {
    this.#sql.insert.run(id, folder, name, mediaType, bytes, path, hash, job, created);
  }
}

/** A UUID that follows from a text: version 8 of RFC 9562, made of a SHA-256. */
export function uuidOf(text: string): string {
  const digits = createHash('sha256').update(text).digest('hex');
  const [a, b, c, d, e] = [
    [0, 8],
    [8, 12],
    [13, 16],
    [17, 20],
    [20, 32],
  ].map(([from, to]) => digits.slice(from, to));
  return `${a}-${b}-8${c}-a${d}-${e}`;
}

function statements(database: Database) {
  return {
    one: database.prepare<AssetRecord>(`SELECT ${COLUMNS} FROM asset WHERE id = ?`),
    withHash: database.prepare<AssetRecord>(
      `SELECT ${COLUMNS} FROM asset WHERE hash = ? AND job IS NULL ORDER BY created LIMIT 1`,
    ),
    insert: database.prepare(
      `INSERT OR IGNORE INTO asset (id, folder, name, media_type, bytes, path, hash, job, created)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    remove: database.prepare('DELETE FROM asset WHERE id = ?'),
  };
}
