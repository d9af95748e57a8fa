/**
 * Converts a plain value to JSON and back. Values JSON lacks (bigint, NaN, infinities, -0) and extracted arrays become
 * objects with a single key that begins with `$`.
 */

/** Stores an array and returns the name it is stored under. */
export type TakeArray = (array: ArrayBufferView, path: readonly string[], owner: unknown) => string;

export function toSkeleton(value: unknown, take: TakeArray): unknown {
  const walk = (at: unknown, path: readonly string[], owner: unknown): unknown => {
    if (typeof at === 'bigint') return { $bigint: at.toString() };
    if (typeof at === 'number' && (!Number.isFinite(at) || Object.is(at, -0)))
      return { $number: Object.is(at, -0) ? '-0' : String(at) };
    if (typeof at !== 'object' || at === null) return at;
    if (ArrayBuffer.isView(at)) return { $array: take(at, path, owner) };
    if (Array.isArray(at)) return at.map((item, i) => walk(item, [...path, `${i}`], at));
    const fields = Object.fromEntries(
      Object.entries(at).map(([name, field]) => [name, walk(field, [...path, name], at)]),
    );
    return Object.keys(fields).some((name) => name.startsWith('$')) ? { $object: fields } : fields;
  };
  return walk(value, [], undefined);
}

/** @throws Error when the skeleton names an array that is not among `arrays`. */
export function fromSkeleton(skeleton: unknown, arrays: ReadonlyMap<string, ArrayBufferView>): unknown {
  const walk = (at: unknown): unknown => {
    if (typeof at !== 'object' || at === null) return at;
    if (Array.isArray(at)) return at.map(walk);
    const [[key, inner] = ['', undefined], ...more] = Object.entries(at) as [string, unknown][];
    if (more.length === 0 && key === '$bigint') return BigInt(String(inner));
    if (more.length === 0 && key === '$number') return Number(inner);
    if (more.length === 0 && key === '$object') return fields(inner as object);
    if (more.length === 0 && key === '$array') {
      const array = arrays.get(String(inner));
      if (!array) throw new Error(`There is no array "${String(inner)}"`);
      return array;
    }
    return fields(at);
  };
  const fields = (at: object): unknown =>
    Object.fromEntries(Object.entries(at).map(([name, field]) => [name, walk(field)]));
  return walk(skeleton);
}
