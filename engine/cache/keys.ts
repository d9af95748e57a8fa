/**
 * Action keys. The deep key covers the whole ancestry of a node and is known before anything runs; the shallow key covers
 * the digests of the actual inputs and gives early cutoff (both: reference/clients-and-queues.md section 4.2). Node ids,
 * titles and positions are in neither.
 */
import { digestText, digestValue } from './canonical.ts';

/** Raised when the encoding of keys or of stored values changes. */
const KEY_SCHEMA = 1;

export type KeyPart =
  | { readonly kind: 'literal'; readonly value: unknown }
  /** An upstream result: deep key and output name in a deep key, content digest in a shallow key. */
  | { readonly kind: 'result'; readonly identity: string }
  | { readonly kind: 'list'; readonly items: readonly KeyPart[] }
  /** A lazy input the node did not ask for. */
  | { readonly kind: 'unused' };

export interface KeySubject {
  readonly type: string;
  readonly version: number;
  /** Identity of outside state, from the node's `fingerprint`. */
  readonly fingerprint: string | undefined;
}

/**
 * The named, digested parts of a key: what `explain` compares when it says why a node runs again. JSON text, because every node
 * keeps its own and few are ever read.
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
export function keyComponents(subject: KeySubject, parts: Iterable<readonly [string, KeyPart]>): KeyComponents {
  const inputs = [...parts].map(([name, part]) => [`input ${name}`, partDigest(part)] as const);
  inputs.sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([
    ['node type', `${subject.type}@${subject.version}`],
    ['outside state', subject.fingerprint ?? ''],
    ...inputs,
  ]);
}

/** Names and digests of the parts. */
export function readComponents(components: KeyComponents): Map<string, string> {
  return new Map(JSON.parse(components) as [string, string][]);
}

/** @param level keeps deep and shallow keys apart. */
export function actionKey(level: 'deep' | 'shallow', components: KeyComponents): string {
  return digestText(`${KEY_SCHEMA} ${level} ${components}`);
}
