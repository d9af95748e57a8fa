/**
 * Names of the picture files of nodes: `KEY-PLACEofCOUNT-WIDTHxHEIGHT.png`. A value can have several pictures, at
 * places 1 to COUNT. KEY is the first 32 hexadecimal digits of the value's digest.
 */
import type { PictureFile } from '../../../protocol/index.ts';
import { pictureUrl } from '../../pictures/address.ts';

const KEY_LENGTH = 32;
const NAME = /^([0-9a-f]{32})-(\d+)of(\d+)-(\d+)x(\d+)\.png$/;

export interface PictureName {
  readonly key: string;
  /** From 1. */
  readonly place: number;
  readonly count: number;
  /** Pixels. */
  readonly width: number;
  /** Pixels. */
  readonly height: number;
}

export function pictureKey(digest: string): string {
  return digest.slice(0, KEY_LENGTH);
}

export function formatPictureName({ key, place, count, width, height }: PictureName): string {
  return `${key}-${place}of${count}-${width}x${height}.png`;
}

/** @returns undefined for any other file. */
export function parsePictureName(name: string): PictureName | undefined {
  const [match, key = '', ...numbers] = NAME.exec(name) ?? [];
  const [place = 0, count = 0, width = 0, height = 0] = numbers.map(Number);
  return match === undefined ? undefined : { key, place, count, width, height };
}

/** The file as clients see it. */
export function pictureFile(name: string): PictureFile {
  const { width, height } = parsePictureName(name) ?? {};
  return { folder: 'preview', name, url: pictureUrl('preview', name), mediaType: 'image/png', width, height };
}
