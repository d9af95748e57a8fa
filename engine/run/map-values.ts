/** A record with every value changed and every name kept. */
export function mapValues<A, B>(
  record: Readonly<Record<string, A>>,
  change: (value: A, name: string) => B,
): Record<string, B> {
  const changed: Record<string, B> = {};
  for (const name in record) changed[name] = change(record[name] as A, name);
  return changed;
}
