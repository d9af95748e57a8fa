/** New names for items whose names turned out to be taken. */
import { isCreated, type Patch } from '../../../engine/protocol/index.ts';
import { itemKey, readItem } from '../selection.ts';
import { freshId } from './ids.ts';

type Path = readonly string[];
export type Names = ReadonlyMap<string, string>;

/** New names by the old ones, for each kind of item of one graph. */
export interface GraphRenames {
  readonly nodes: Names;
  readonly notes: Names;
  readonly groups: Names;
}

/** New names by the old ones, for each kind of item of a workflow. */
export interface Renames extends GraphRenames {
  readonly parameters: Names;
  readonly subgraphs: Names;
  /** The items inside subgraphs, by the earlier name of the subgraph. */
  readonly inside: ReadonlyMap<string, GraphRenames>;
}

interface Collected {
  readonly nodes: Map<string, string>;
  readonly notes: Map<string, string>;
  readonly groups: Map<string, string>;
  readonly parameters: Map<string, string>;
  readonly subgraphs: Map<string, string>;
}

function emptyNames(): Collected {
  return { nodes: new Map(), notes: new Map(), groups: new Map(), parameters: new Map(), subgraphs: new Map() };
}

/** @param pairs paths of items, each with its new name. @returns undefined when no name changes. */
export function renamesOf(pairs: Iterable<readonly [path: Path, name: string]>): Renames | undefined {
  const own = emptyNames();
  const inside = new Map<string, Collected>();
  let any = false;
  for (const [path, name] of pairs) {
    const old = path.at(-1);
    if (!isCreated(path) || old === undefined || old === name) continue;
    const subgraph = subgraphOf(path);
    const names = subgraph === undefined ? own : (inside.get(subgraph) ?? emptyNames());
    if (subgraph !== undefined) inside.set(subgraph, names);
    names[kindOf(path)].set(old, name);
    any = true;
  }
  return any ? { ...own, inside } : undefined;
}

/** The name of the subgraph a path of an item leads into; undefined for an item of the workflow itself. */
function subgraphOf(path: Path): string | undefined {
  return path[0] === 'subgraphs' && path.length > 2 ? path[1] : undefined;
}

/** The new name of the item at a path; undefined when it keeps its name. */
function newName(renames: Renames, path: Path): string | undefined {
  const subgraph = subgraphOf(path);
  const names = subgraph === undefined ? renames : renames.inside.get(subgraph);
  return (names as Partial<Collected> | undefined)?.[kindOf(path)]?.get(path.at(-1) ?? '');
}

/**
 * Chooses a free name for each path, unlike the others.
 * @param isTaken whether an item has the name a path ends with.
 */
export function freshNames(paths: readonly Path[], isTaken: (path: Path) => boolean): Renames | undefined {
  const given = new Set<string>();
  return renamesOf(
    paths.map((path) => {
      const parent = path.slice(0, -1);
      const name = freshId(path.at(-1) ?? '', (id) => given.has([...parent, id].join(' ')) || isTaken([...parent, id]));
      given.add([...parent, name].join(' '));
      return [path, name];
    }),
  );
}

/**
 * Maps names in our edit to those the server chose.
 * @param own the edit as this tab has it. @param made the same edit as the server made it.
 * @param freeNames chooses free names for items of this tab that have one of the server's names and are something else.
 */
export function renamesBetween(
  own: Patch,
  made: Patch,
  freeNames: (paths: readonly Path[]) => Renames | undefined,
): Renames | undefined {
  const ownPaths = createdPaths(own);
  const madePaths = createdPaths(made);
  const ownNames = new Set(ownPaths.map((path) => path.join(' ')));
  const foreign = madePaths.filter((path) => !ownNames.has(path.join(' ')));
  if (foreign.length === 0) return undefined;
  const moved = freeNames(foreign);
  const evading = foreign.flatMap((path) => {
    const name = moved && newName(moved, path);
    return name === undefined ? [] : [[path, name] as const];
  });
  const chosen = ownPaths.map((path, index) => [path, madePaths[index]?.at(-1) ?? ''] as const);
  return renamesOf([...evading, ...chosen]);
}

/**
 * The key of an item under its new name; see selection.ts.
 * @param subgraph the subgraph the item is in; default: it is in the workflow itself.
 */
export function renamedKey(key: string, renames: Renames, subgraph?: string): string {
  const names = subgraph === undefined ? renames : renames.inside.get(subgraph);
  if (!names) return key;
  const { nodes, notes, groups } = names;
  const { kind, id } = readItem(key);
  if (kind === 'wire') {
    const dot = id.indexOf('.');
    return itemKey({ kind, id: nameIn(nodes, id.slice(0, dot)) + id.slice(dot) });
  }
  return itemKey({ kind, id: nameIn({ node: nodes, note: notes, group: groups }[kind], id) });
}

export function nameIn(names: Names, name: string): string {
  return names.get(name) ?? name;
}

function createdPaths(patch: Patch): readonly Path[] {
  return patch.filter(({ create }) => create).map(({ path }) => path);
}

/** The collection a path of an item leads into, such as `notes` of `view/notes/note-2`. */
function kindOf(path: Path): keyof Collected {
  return path.at(-2) as keyof Collected;
}
