/** Ids people can read in a file: `denoise`, `denoise-2`. */
import { NODE_ID } from '../../../engine/protocol/index.ts';

/** Names inherited from Object.prototype, which a lookup would wrongly find. */
export function isReserved(name: string): boolean {
  return name === 'prototype' || name in Object.prototype;
}

/**
 * A free id. When the id is taken, a number is appended, or counted up when there is one.
 * @param wanted a type, a title or an id. Characters an id cannot contain become `-`.
 */
export function freshId(wanted: string, isTaken: (id: string) => boolean): string {
  const slug = wanted.replaceAll(/[^A-Za-z0-9_]+/g, '-').replaceAll(/^-+|-+$/g, '');
  const first = NODE_ID.test(slug) && !isReserved(slug) ? slug : 'node';
  if (!isTaken(first)) return first;
  const stem = first.replace(/-\d+$/, '');
  let number = 2;
  while (isTaken(`${stem}-${number}`)) number += 1;
  return `${stem}-${number}`;
}

/** A function that gives a free id at each call, unlike the existing and the earlier ones. */
export function idMaker(existing: Iterable<string>): (wanted: string) => string {
  const taken = new Set(existing);
  return (wanted) => {
    const id = freshId(wanted, (each) => taken.has(each));
    taken.add(id);
    return id;
  };
}
