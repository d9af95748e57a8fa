/** Pictures of the gallery as rows of the database. */
import type { GalleryPicture } from '../../protocol/index.ts';
import { pictureUrl } from '../pictures/address.ts';
import { indexedWords } from './search-words.ts';

/** Numbers for each millisecond: the pictures of one run are saved within a few. */
const NUMBERS_PER_MILLISECOND = 1000;

export interface PictureRow {
  readonly number: number;
  readonly name: string;
  readonly media_type: string;
  readonly width: number | null;
  readonly height: number | null;
  readonly bytes: number;
  readonly run: string | null;
  readonly seconds: number | null;
  readonly workflow: string | null;
  readonly prompt: string | null;
  readonly seed: string | null;
  readonly model: string | null;
  /** 1 or 0. */
  readonly starred: number;
}

/** The columns of a PictureRow, in the order of a table's. */
export const COLUMNS = [
  'number',
  'name',
  'media_type',
  'width',
  'height',
  'bytes',
  'run',
  'seconds',
  'workflow',
  'prompt',
  'seed',
  'model',
  'starred',
] as const satisfies readonly (keyof PictureRow)[];

/** A picture before it has a number, an address and a star. */
export type NewPicture = Omit<GalleryPicture, 'id' | 'url' | 'folder' | 'isStarred'>;

/** The lowest number of pictures made at a time, in milliseconds since the epoch. */
export function numberAt(time: number): number {
  return Math.round(time) * NUMBERS_PER_MILLISECOND;
}

export function pictureOf(row: PictureRow): GalleryPicture {
  const { number, name, media_type: mediaType, bytes, starred } = row;
  return {
    id: number,
    folder: 'output',
    name,
    url: pictureUrl('output', name),
    mediaType,
    made: Math.floor(number / NUMBERS_PER_MILLISECOND),
    bytes,
    width: row.width ?? undefined,
    height: row.height ?? undefined,
    run: row.run ?? undefined,
    seconds: row.seconds ?? undefined,
    workflow: row.workflow ?? undefined,
    prompt: row.prompt ?? undefined,
    seed: row.seed ?? undefined,
    model: row.model ?? undefined,
    isStarred: starred === 1,
  };
}

export function rowOf(picture: NewPicture, number: number): PictureRow {
  return {
    number,
    name: picture.name,
    media_type: picture.mediaType,
    width: picture.width ?? null,
    height: picture.height ?? null,
    bytes: picture.bytes,
    run: picture.run ?? null,
    seconds: picture.seconds ?? null,
    workflow: picture.workflow ?? null,
    prompt: picture.prompt ?? null,
    seed: picture.seed ?? null,
    model: picture.model ?? null,
    starred: 0,
  };
}

/** The words people find a picture by. */
export function wordsOf({ name, workflow, prompt, seed, model }: PictureRow): string {
  return indexedWords([prompt, workflow, name, model, seed].map((text) => text ?? undefined));
}
