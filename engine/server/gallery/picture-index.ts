/** The index of saved pictures: what is searched, starred and deleted. Files are the business of others. */
import type { Database } from '../../jobs/sqlite/database.ts';
import type { GalleryPage, GalleryPicture, GalleryQuery } from '../../protocol/index.ts';
import type { SqlValue } from '../../cache/disk/sqlite.ts';
import { migrate } from '../../jobs/sqlite/migrate.ts';
import { COLUMNS, type NewPicture, numberAt, pictureOf, type PictureRow, rowOf, wordsOf } from './picture-row.ts';
import { conditionsOf } from './conditions.ts';
import { GALLERY_MIGRATIONS } from './tables.ts';

/** A deleted picture, which can come back. */
export interface Discarded {
  readonly number: number;
  /** Name in the folder of pictures, where it was. */
  readonly name: string;
  /** Name in the trash. */
  readonly file: string;
}

export interface PageOptions {
  readonly limit: number;
  /** Only pictures with a lower id. */
  readonly before?: number | undefined;
}

/** Counting ends here: the rest of 100,000 pictures would take a tenth of a second. */
const MOST_COUNTED = 10_000;
/** Models that are offered to choose from. */
const MOST_MODELS = 100;

export class PictureIndex {
  readonly #database: Database;
  readonly #sql: ReturnType<typeof statements>;

  /** Makes its tables when there are none. */
  constructor(database: Database) {
    migrate(database, GALLERY_MIGRATIONS);
    this.#database = database;
    this.#sql = statements(database);
  }

  /** The latest first. */
  list(query: GalleryQuery, { limit, before }: PageOptions): GalleryPage {
    const { from, where, number, values } = conditionsOf(query, before);
    const rows = this.#database
      .prepare<PictureRow>(`SELECT ${SELECTED} FROM ${from} WHERE ${where} ORDER BY ${number} DESC LIMIT ?`)
      .all(...values, limit + 1);
    const pictures = rows.slice(0, limit).map(pictureOf);
    const next = rows.length > limit ? pictures.at(-1)?.id : undefined;
    return { pictures, next, ...(before === undefined ? { count: this.#count(query) } : {}) };
  }

  /** Those that exist, in the order of the ids. */
  all(ids: readonly number[]): GalleryPicture[] {
    return ids.flatMap((id) => {
      const row = this.#sql.one.get(id);
      return row ? [pictureOf(row)] : [];
    });
  }

  /** Whether a file is in the gallery, by its name. */
  has(name: string): boolean {
    return this.#sql.named.get(name) !== undefined;
  }

  /** The names of all pictures. */
  names(): string[] {
    return this.#sql.names.all().map(({ name }) => name);
  }

  /** The most used first. */
  models(): string[] {
    return this.#sql.models.all(MOST_MODELS).map(({ model }) => model);
  }

  /**
   * Enters the pictures of one run, or a file that was found. Those whose names are known are left out.
   * @returns how many are new.
   */
  add(pictures: readonly NewPicture[]): number {
    let count = 0;
    this.#database.transaction(() => {
      // The first picture of a run gets the highest number, so that the latest runs come first, each in its order.
      for (const picture of pictures.toReversed()) {
        if (this.has(picture.name)) continue;
        this.#insert(rowOf(picture, this.#freeNumber(picture.made)));
        count += 1;
      }
    });
    return count;
  }

  star(ids: readonly number[], isStarred: boolean): void {
    this.#database.transaction(() => {
      for (const id of ids) this.#sql.star.run(isStarred ? 1 : 0, id);
    });
  }

  /** Forgets pictures whose files are gone. */
  forget(names: readonly string[]): void {
    this.#database.transaction(() => {
      for (const name of names) this.#sql.forget.run(name);
    });
  }

  /** Takes a picture out of the gallery. @param file its name in the trash. */
  discard(id: number, file: string): void {
    this.#database.transaction(() => {
      const row = this.#sql.one.get(id);
      if (!row) return;
      this.#sql.discard.run(id, Date.now(), row.name, file, JSON.stringify(row));
      this.#sql.remove.run(id);
    });
  }

  discarded(id: number): Discarded | undefined {
    return this.#sql.discarded.get(id);
  }

  /** Those that were deleted before a time. */
  discardedBefore(time: number): Discarded[] {
    return this.#sql.old.all(time);
  }

  /** Brings a deleted picture back. @param name of its file, which may have changed. */
  restore(id: number, name: string): void {
    this.#database.transaction(() => {
      const facts = this.#sql.discardedFacts.get(id)?.facts;
      if (facts === undefined) return;
      this.#sql.dropDiscarded.run(id);
      this.#insert({ ...(JSON.parse(facts) as PictureRow), name });
    });
  }

  /** Forgets a deleted picture for good. */
  dropDiscarded(id: number): void {
    this.#sql.dropDiscarded.run(id);
  }

  #count(query: GalleryQuery): number {
    const { from, where, values } = conditionsOf(query);
    const counted = this.#database.prepare<{ readonly count: number }>(
      `SELECT COUNT(*) AS count FROM (SELECT 1 FROM ${from} WHERE ${where} LIMIT ?)`,
    );
    return counted.get(...values, MOST_COUNTED)?.count ?? 0;
  }

  #freeNumber(made: number): number {
    let number = numberAt(made);
    while (this.#sql.one.get(number) ?? this.#sql.discarded.get(number)) number += 1;
    return number;
  }

  #insert(row: PictureRow): void {
    const values: SqlValue[] = COLUMNS.map((column) => row[column]);
    this.#sql.insert.run(...values, wordsOf(row));
  }
}

const SELECTED = COLUMNS.map((column) => `p.${column}`).join(', ');

function statements(database: Database) {
  const places = [...COLUMNS, 'words'].map(() => '?').join(', ');
  const discarded = 'SELECT number, name, file FROM picture_trash';
  return {
    one: database.prepare<PictureRow>(`SELECT ${SELECTED} FROM picture p WHERE number = ?`),
    named: database.prepare<{ readonly name: string }>('SELECT name FROM picture WHERE name = ?'),
    names: database.prepare<{ readonly name: string }>('SELECT name FROM picture'),
    models: database.prepare<{ readonly model: string }>(
      'SELECT model FROM picture WHERE model IS NOT NULL GROUP BY model ORDER BY COUNT(*) DESC, model LIMIT ?',
    ),
    insert: database.prepare(`INSERT INTO picture (${COLUMNS.join(', ')}, words) VALUES (${places})`),
    star: database.prepare('UPDATE picture SET starred = ? WHERE number = ?'),
    forget: database.prepare('DELETE FROM picture WHERE name = ?'),
    remove: database.prepare('DELETE FROM picture WHERE number = ?'),
    discard: database.prepare('INSERT OR REPLACE INTO picture_trash VALUES (?, ?, ?, ?, ?)'),
    discarded: database.prepare<Discarded>(`${discarded} WHERE number = ?`),
    discardedFacts: database.prepare<{ readonly facts: string }>('SELECT facts FROM picture_trash WHERE number = ?'),
    old: database.prepare<Discarded>(`${discarded} WHERE deleted < ?`),
    dropDiscarded: database.prepare('DELETE FROM picture_trash WHERE number = ?'),
  };
}
