/** Where nodes stand, notes, and groups as frames around nodes. */
import type { Workflow } from '../../workflow/schema.ts';
import type { TheirGraph, TheirGroup, TheirNode, TheirNote } from '../graph.ts';
import { WIDTH } from './height.ts';
import { nearestColour } from './nearest-colour.ts';
import type { OurGraph } from './our-graph.ts';
import { spread } from './spread.ts';

type View = NonNullable<Workflow['view']>;

/** Only what is there. */
export function viewOf(their: TheirGraph, graph: OurGraph): View {
  const [placed, notes] = withRoom(their, graph);
  const groups = their.groups.flatMap((group, i) => {
    const inside = [...their.nodes.values()].filter((node) => isInside(node, group));
    const ids = inside.flatMap(({ id }) => graph.idsOf.get(id) ?? []);
    return ids.length === 0 ? [] : [[`group-${i + 1}`, { title: group.title, nodes: ids, ...coloured(group.colour) }]];
  });
  return {
    ...(placed.length > 0 ? { nodes: Object.fromEntries(placed) } : {}),
    ...(notes.length > 0 ? { notes: Object.fromEntries(notes) } : {}),
    ...(groups.length > 0 ? { groups: Object.fromEntries(groups) as View['groups'] } : {}),
  };
}

type Entry<K extends 'nodes' | 'notes'> = readonly [string, NonNullable<View[K]>[string]];

/** Nodes and notes, so far apart that none covers another. */
function withRoom(their: TheirGraph, graph: OurGraph): readonly [readonly Entry<'nodes'>[], readonly Entry<'notes'>[]] {
  const nodes = Object.entries(graph.view);
  const tops = spread([
    ...nodes.map(([id, { x, y }]) => ({ x, y, width: WIDTH, height: graph.heightOf(id) })),
    ...their.notes,
  ]);
  return [
    nodes.map(([id, view], i) => [id, { ...view, y: tops[i] ?? view.y }]),
    their.notes.map((note, i) => [`note-${i + 1}`, noteView({ ...note, y: tops[nodes.length + i] ?? note.y })]),
  ];
}

function noteView({ text, x, y, width, height, colour }: TheirNote): Entry<'notes'>[1] {
  return {
    text,
    x: Math.round(x),
    y: Math.round(y),
    ...(width > 0 ? { width: Math.round(width) } : {}),
    ...(height > 0 ? { height: Math.round(height) } : {}),
    ...coloured(colour),
  };
}

function coloured(colour: string | undefined): { readonly colour?: string } {
  const name = nearestColour(colour);
  return name === undefined ? {} : { colour: name };
}

/** As ComfyUI counts: by the middle of the node. */
function isInside({ place }: TheirNode, group: TheirGroup): boolean {
  if (!place) return false;
  const [x, y] = [place.x + place.width / 2, place.y + place.height / 2];
  return x >= group.x && x <= group.x + group.width && y >= group.y && y <= group.y + group.height;
}
