/**
 * Action keys. The deep key covers the whole ancestry of a node and is known before anything runs. The shallow key
 * covers the digests of the actual inputs: a changed ancestry that gives equal inputs finds the kept result (early
 * cutoff). Ids, titles and positions of nodes are part of neither. See docs/formats.md.
 */
import { digestText, digestValue } from './canonical.ts';

/** Raise it when the encoding of keys or of stored values changes. */
const KEY_SCHEMA = 1;

export type KeyPart =
  | { readonly kind: 'literal'; readonly value: unknown }
  /** A result of a source: in a deep key its deep key and output name, in a shallow key its content digest. */
  | { readonly kind: 'result'; readonly identity: string }
  | { readonly kind: 'list'; readonly items: readonly KeyPart[] }
  /** A lazy input the node did not demand. */
  | { readonly kind: 'unused' };

export interface KeySubject {
  readonly type: string;
  readonly version: number;
  /** Identity of outside state, from the node's `fingerprint`. */
  readonly fingerprint: string | undefined;
  /** Settings that change bytes, from the node's `settings`. */
  readonly settings?: string | undefined;
}

/**
 * The named and digested parts of a key as JSON text. An explanation compares them to find the part that changed. Text
 * is compact: every node keeps its parts, and few are ever read.
 */
export type KeyComponents = string;

function partDigest(part: KeyPart): string {
  if (part.kind === 'unused') return 'unused';
  if (part.kind === 'result') return `result:${part.identity}`;
  if (part.kind === 'list') return `list:${digestText(JSON.stringify(part.items.map(partDigest)))}`;
  const { value } = part;
  if (typeof value === 'string' && value.length <= 64) return `string:${value}`;
  if (typeof value === 'number' || typeof value === 'boolean')
    return `${typeof value}:${Object.is(value, -0) ? '-0' : value}`;
  return `value:${digestValue(value)}`;
}

/** @param parts inputs by name, in any order; absent inputs are left out. */
export function keyComponents(subject: KeySubject, parts: readonly (readonly [string, KeyPart])[]): KeyComponents {
  const { type, version, fingerprint = '', settings } = subject;
  // Arrays for `JSON.stringify` would take several times as long. Pieces are joined: a text that is made by adding to
  // it keeps them all, which takes twice the memory.
  const pieces = ['[["node type",', quoted(`${type}@${version}`), '],["outside state",', quoted(fingerprint), ']'];
  if (settings !== undefined) pieces.push(',["settings",', quoted(settings), ']');
  const sorted = isSorted(parts) ? parts : parts.toSorted(([a], [b]) => (a < b ? -1 : 1));
  for (const [name, part] of sorted) pieces.push(',[', quoted(`input ${name}`), ',', quoted(partDigest(part)), ']');
  pieces.push(']');
  return pieces.join('');
}

function isSorted(parts: readonly (readonly [string, KeyPart])[]): boolean {
  for (let i = 1; i < parts.length; i++) if ((parts[i - 1]?.[0] ?? '') > (parts[i]?.[0] ?? '')) return false;
  return true;
}

/** Texts of these signs are JSON between quotes as they are. */
const PLAIN = /^[\w .:@/-]*$/;

function quoted(text: string): string {
  return PLAIN.test(text) ? `"${text}"` : JSON.stringify(text);
}

/** Names and digests of the parts. */
export function readComponents(components: KeyComponents): Map<string, string> {
  return new Map(JSON.parse(components) as [string, string][]);
}

/** @param level keeps deep and shallow keys apart. */
export function actionKey(level: 'deep' | 'shallow', components: KeyComponents): string {
  return digestText(`${KEY_SCHEMA} ${level} ${components}`);
}
