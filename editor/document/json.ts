/** Questions about JSON values that the parts of the document share. */

export type Json = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Whether two JSON values are equal. The order of fields does not matter, and a field that is undefined counts as
 * absent.
 */
export function sameJson(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, i) => sameJson(item, b[i]));
  return isObject(a) && isObject(b) && sameFields(a, b);
}

function sameFields(a: Json, b: Json): boolean {
  const left = definedFields(a);
  return (
    left.length === definedFields(b).length &&
    left.every(([name, value]) => Object.hasOwn(b, name) && sameJson(value, b[name]))
  );
}

function definedFields(object: Json): [string, unknown][] {
  return Object.entries(object).filter(([, value]) => value !== undefined);
}
