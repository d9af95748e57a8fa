/** Whether two values are the same JSON, in whatever order their fields are. Parts that are the same object cost nothing. */
export function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true; // -0 is 0 in JSON
  if (
    typeof a !== 'object' ||
    typeof b !== 'object' ||
    a === null ||
    b === null ||
    Array.isArray(a) !== Array.isArray(b)
  )
    return false;
  const [fields, others] = [given(a), given(b)];
  return (
    fields.length === others.length &&
    fields.every(([name, value]) => Object.hasOwn(b, name) && isSame(value, (b as Record<string, unknown>)[name]))
  );
}

/** A field that is undefined is not in the JSON. */
function given(object: object): [string, unknown][] {
  return Object.entries(object).filter(([, value]) => value !== undefined);
}
