/** What the fields above the gallery hold, and the query they stand for. */
import type { GalleryQuery } from '../../../engine/protocol/index.ts';

export interface Filters {
  readonly search: string;
  readonly seed: string;
  readonly model: string;
  /** Days as date fields write them, `2026-11-30`; empty for none. */
  readonly from: string;
  readonly to: string;
  readonly starred: boolean;
}

export const NO_FILTERS: Filters = { search: '', seed: '', model: '', from: '', to: '', starred: false };

/** Days are those of the user's time zone; the last one is included. */
export function queryOf({ search, seed, model, from, to, starred }: Filters): GalleryQuery {
  const [first, last] = [startOf(from), startOf(to, 1)];
  return {
    ...textOf('search', search),
    ...textOf('seed', seed),
    ...textOf('model', model),
    ...(first === undefined ? {} : { from: first }),
    ...(last === undefined ? {} : { to: last }),
    ...(starred ? { starred } : {}),
  };
}

function textOf(name: 'search' | 'seed' | 'model', value: string): GalleryQuery {
  return value.trim() === '' ? {} : { [name]: value.trim() };
}

/** Milliseconds since the epoch. @param later days after the given one. */
function startOf(day: string, later = 0): number | undefined {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number);
  if (year < 1970 || year > 9999 || !month || !date) return undefined;
  return new Date(year, month - 1, date + later).getTime();
}
