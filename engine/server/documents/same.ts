/** Equality of JSON values. */

/**
 * Whether two values are the same JSON, whatever the order of fields. Parts that are the same object are not compared
 * again.
 */
export function isSame(a: unknown, b: unknown): boolean {
  // Also true of 0 and -0, which JSON writes alike.
  if (a === b) return true;
  if (!isObject(a) || !isObject(b) || Array.isArray(a) !== Array.isArray(b)) return false;
  const [fields, others] = [fieldsOf(a), fieldsOf(b)];
  return (
    fields.length === others.length && fields.every(([name, value]) => Object.hasOwn(b, name) && isSame(value, b[name]))
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** JSON has no undefined fields. */
function fieldsOf(object: object): [string, unknown][] {
  return Object.entries(object).filter(([, value]) => value !== undefined);
}
