/** Tells work that takes a few milliseconds from work that may take any time. */

/** Bytes of a JSON text that is parsed and checked at once: 5 ms at the worst. */
export const SMALL_TEXT = 16 * 1024;
/** Nodes of a flat graph that is planned at once. */
export const SMALL_GRAPH = 250;
/** Values of a workflow that is formatted at once. */
const SMALL_VALUES = 2000;

/** Whether a value is small, found out without looking at much of it. */
export function isSmall(json: unknown): boolean {
  let [values, characters] = [0, 0];
  const open: unknown[] = [json];
  for (let at = open.pop(); open.length > 0 || at !== undefined; at = open.pop()) {
    values += 1;
    if (typeof at === 'string') characters += at.length;
    else if (Array.isArray(at)) {
      if (at.length > SMALL_VALUES) return false;
      open.push(...(at as unknown[]));
    } else if (typeof at === 'object' && at !== null) {
      for (const name in at) {
        characters += name.length;
        open.push((at as Record<string, unknown>)[name]);
        if (open.length > SMALL_VALUES) return false;
      }
    }
    if (values > SMALL_VALUES || characters > SMALL_TEXT) return false;
  }
  return true;
}
