/** The SQL of a query of the gallery. Values are never part of its text. */
import type { SqlValue } from '../../cache/disk/sqlite.ts';
import type { GalleryQuery } from '../../protocol/index.ts';
import { numberAt } from './picture-row.ts';
import { matchOf } from './search-words.ts';

export interface Conditions {
  /** Tables; the table of pictures is called `p`. */
  readonly from: string;
  readonly where: string;
  /** The number by which rows are read in order. */
  readonly number: string;
  readonly values: readonly SqlValue[];
}

const WITH_WORDS = 'SELECT rowid FROM picture_words WHERE words MATCH ?';

/** @param before only pictures with a lower number. */
export function conditionsOf(query: GalleryQuery, before?: number): Conditions {
  const match = query.search === undefined ? undefined : matchOf(query.search);
  const conditions: (readonly [sql: string, value: SqlValue])[] = [];
  const add = (sql: string, value: SqlValue | undefined): void => {
    if (value !== undefined) conditions.push([sql, value]);
  };
  // The index of words is read in the order of its numbers, so a page reads no more of it than it needs. Few pictures
  // have a certain seed or a star: these are read instead, and looked up among those with the words.
  const isRare = query.seed !== undefined || query.starred === true;
  const byWords = match !== undefined && !isRare;
  const number = byWords ? 'w.rowid' : 'p.number';
  add(byWords ? 'w.words MATCH ?' : `+p.number IN (${WITH_WORDS})`, match);
  add(`${number} < ?`, before);
  add(`${number} >= ?`, query.from === undefined ? undefined : numberAt(query.from));
  add(`${number} < ?`, query.to === undefined ? undefined : numberAt(query.to));
  add('p.seed = ?', query.seed);
  add('p.model = ?', query.model);
  const where = [...conditions.map(([sql]) => sql), ...(query.starred ? ['p.starred = 1'] : [])];
  return {
    from: byWords ? 'picture_words w JOIN picture p ON p.number = w.rowid' : 'picture p',
    where: where.length === 0 ? 'TRUE' : where.join(' AND '),
    number,
    values: conditions.map(([, value]) => value),
  };
}
