/** Ids people can read in a file: `denoise`, `denoise-2`. */
import { NODE_ID } from '../../../engine/protocol/index.ts';

/** Whether every object has this name: an id that is one of them would be found where nothing is. */
export function isReserved(name: string): boolean {
  return name === 'prototype' || name in Object.prototype;
}

/**
 * @param wanted a type, a title or an id; what an id cannot contain becomes `-`.
 * @returns an id that is not taken; a number behind an id that is taken goes on counting.
 */
export function freshId(wanted: string, taken: (id: string) => boolean): string {
  const slug = wanted.replaceAll(/[^A-Za-z0-9_]+/g, '-').replaceAll(/^-+|-+$/g, '');
  const first = NODE_ID.test(slug) && !isReserved(slug) ? slug : 'node';
  if (!taken(first)) return first;
  const stem = first.replace(/-\d+$/, '');
  let number = 2;
  while (taken(`${stem}-${number}`)) number += 1;
  return `${stem}-${number}`;
}

/** Gives ids one after another, each unlike those before. */
export function idMaker(existing: Iterable<string>): (wanted: string) => string {
  const taken = new Set(existing);
  return (wanted) => {
    const id = freshId(wanted, (each) => taken.has(each));
    taken.add(id);
    return id;
  };
}
