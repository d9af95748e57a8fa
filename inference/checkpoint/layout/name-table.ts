/** Tables that translate the tensor names of a layout of files into those that graph builders ask for. */
import { renamedSource, type WeightSource } from '../weight-source.ts';

/** Patterns of stored names, and the replacement as `String.replace` takes it. The first that matches counts. */
export type NameTable = readonly (readonly [stored: RegExp, canonical: string])[];

/** The translation of a name; a name that no pattern matches stays. */
export function translated(table: NameTable, stored: string): string {
  const row = table.find(([pattern]) => pattern.test(stored));
  return row ? stored.replace(row[0], row[1]) : stored;
}

/**
 * The weights below the first of the prefixes that a name has, without that prefix: files that hold a whole pipeline
 * tell its components apart in this way. The source itself when no name has a prefix.
 */
export function belowPrefix(source: WeightSource, prefixes: readonly string[]): WeightSource {
  const names = [...source.names()];
  const prefix = prefixes.find((each) => names.some((name) => name.startsWith(each)));
  if (prefix === undefined) return source;
  return renamedSource(source, (name) => (name.startsWith(prefix) ? name.slice(prefix.length) : undefined));
}
