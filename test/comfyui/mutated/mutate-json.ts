/**
 * Changes of one place of a workflow file or prompt, drawn at random: what damaged disks, other programs, old versions
 * and hostile people leave in such files.
 */

type Random = () => number;
type Container = unknown[] | Record<string, unknown>;

/** One value of a file: where it is, and its key there. */
interface Place {
  readonly parent: Container;
  readonly key: string | number;
}

export const pick = <T>(random: Random, from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;

const isContainer = (value: unknown): value is Container => typeof value === 'object' && value !== null;

/** Every value below a value, without recursion: mutated files nest deeply. */
function placesIn(root: unknown): Place[] {
  const found: Place[] = [];
  const open = [root];
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (!isContainer(value)) continue;
    for (const key of Array.isArray(value) ? value.keys() : Object.keys(value)) {
      const place: Place = { parent: value, key };
      found.push(place);
      open.push(valueAt(place) ?? null);
    }
  }
  return found;
}

const valueAt = ({ parent, key }: Place): unknown => (parent as Record<string, unknown>)[key];

/** As a property of the object's own, `__proto__` too. */
function put({ parent, key }: Place, value: unknown): void {
  Object.defineProperty(parent, key, { value, writable: true, enumerable: true, configurable: true });
}

const HOSTILE_KEYS = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', '', '0', '-10', 'nodes', 'then'];

/** Stands for a value that nests too deeply to be an object; {@link textOf} writes it. */
const DEEP = 'nests deeply';
const DEPTH = 20_000;

function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < depth; level += 1) value = level % 2 ? [value] : { a: value };
  return value;
}

/** Values that do not belong where they are put. */
const STRANGE: readonly (() => unknown)[] = [
  ...[null, true, 0, -1, 0.5, 1e308, 2 ** 53, 1e21, -0].map((value) => () => value),
  ...['', 'x', '-1', '1e999', 'NaN', '\u0000', '\ud800', ...HOSTILE_KEYS].map((value) => () => value),
  () => [],
  () => ({}),
  () => [[['1', 0]]],
  () => ['1', 0],
  () => ({ __value__: ['1', 0] }),
  () => 'a'.repeat(100_000),
  () => Array.from({ length: 20_000 }, (_, index) => index),
  () => nested(20),
  () => DEEP,
  () => JSON.parse('{"__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}}}') as unknown,
];

type Mutation = (root: unknown, random: Random) => void;

const anywhere = (change: (place: Place, random: Random, all: readonly Place[]) => void): Mutation => {
  return (root, random) => {
    const all = placesIn(root);
    if (all.length > 0) change(pick(random, all), random, all);
  };
};

/** Fields of that name or number only, which files have few of. */
const named = (
  names: readonly (string | number)[],
  value: (random: Random, all: readonly Place[]) => unknown,
): Mutation =>
  anywhere((_, random, all) => {
    const fitting = all.filter(({ key }) => names.includes(key));
    if (fitting.length > 0) put(pick(random, fitting), value(random, all));
  });

/** The value of any field of that name, so that ids and types are those of other nodes. */
const borrowed = (name: string) => (random: Random, all: readonly Place[]) => {
  const fitting = all.filter(({ key }) => key === name);
  return fitting.length > 0 ? valueAt(pick(random, fitting)) : pick(random, HOSTILE_KEYS);
};

const remove = anywhere(({ parent, key }) => {
  if (Array.isArray(parent)) parent.splice(Number(key), 1);
  else delete parent[key];
});

const replace = anywhere((place, random) => put(place, pick(random, STRANGE)()));

const retype = anywhere((place) => {
  const value = valueAt(place);
  if (Array.isArray(value)) put(place, Object.fromEntries(value.entries()));
  else if (isContainer(value)) put(place, Object.values(value));
  else put(place, typeof value === 'string' ? Number(value) || 0 : String(value));
});

const duplicate = anywhere((place, random) => {
  const copy = structuredClone(valueAt(place));
  if (Array.isArray(place.parent)) place.parent.push(copy);
  else put({ parent: place.parent, key: pick(random, [...HOSTILE_KEYS, '1', '2', '3']) }, copy);
});

const swap = anywhere((place, random, all) => {
  const other = pick(random, all);
  const value = structuredClone(valueAt(place));
  put(place, structuredClone(valueAt(other)));
  put(other, value);
});

const LINK_ENDS = ['origin_id', 'target_id', 'origin_slot', 'target_slot', 'link', 1, 2, 3, 4];

const MUTATIONS: readonly Mutation[] = [
  remove,
  remove,
  replace,
  replace,
  replace,
  retype,
  duplicate,
  swap,
  named(['id'], borrowed('id')),
  named(['type', 'class_type'], (random, all) =>
    borrowed(pick(random, ['type', 'class_type', 'id', 'name']))(random, all),
  ),
  named(LINK_ENDS, borrowed('id')),
  named(LINK_ENDS, (random) => Math.floor(random() * 12) - 2),
  named(['mode'], (random) => pick(random, [0, 1, 2, 3, 4, 5, -1, 1e9])),
  named(['definitions', 'subgraphs', 'links', 'nodes', 'inputs', 'outputs', 'widgets_values'], (random) =>
    pick(random, [null, [], {}, [null], [{}], 'x', 7]),
  ),
  named(['proxyWidgets'], (random) =>
    pick(random, [[], [['-1', 'text']], [['1']], [[]], { a: 1 }, [['3', '__proto__']]]),
  ),
];

/** Changes a file in place, in one to four places. */
export function mutateJson(root: unknown, random: Random): void {
  const changes = 1 + Math.floor(random() * 4);
  for (let change = 0; change < changes; change += 1) pick(random, MUTATIONS)(root, random);
}

/** The text of a mutated file. */
export const textOf = (root: unknown): string =>
  JSON.stringify(root).replace(`"${DEEP}"`, `${'['.repeat(DEPTH)}${']'.repeat(DEPTH)}`);
