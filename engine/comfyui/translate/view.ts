/** Where nodes stand, notes, and groups as frames around nodes. */
import type { Workflow } from '../../workflow/schema.ts';
import type { TheirGraph, TheirGroup, TheirNode } from '../graph.ts';
import { nearestColour } from './nearest-colour.ts';
import type { OurGraph } from './our-graph.ts';

type View = NonNullable<Workflow['view']>;

/** Only what is there. */
export function viewOf(their: TheirGraph, graph: OurGraph): View {
  const notes = their.notes.map((note, i) => [
    `note-${i + 1}`,
    {
      text: note.text,
      x: Math.round(note.x),
      y: Math.round(note.y),
      ...(note.width > 0 ? { width: Math.round(note.width) } : {}),
      ...(note.height > 0 ? { height: Math.round(note.height) } : {}),
      ...coloured(note.colour),
    },
  ]);
  const groups = their.groups.flatMap((group, i) => {
    const inside = [...their.nodes.values()].filter((node) => isInside(node, group));
    const ids = inside.flatMap(({ id }) => graph.idsOf.get(id) ?? []);
    return ids.length === 0 ? [] : [[`group-${i + 1}`, { title: group.title, nodes: ids, ...coloured(group.colour) }]];
  });
  return {
    ...(Object.keys(graph.view).length > 0 ? { nodes: graph.view } : {}),
    ...(notes.length > 0 ? { notes: Object.fromEntries(notes) as View['notes'] } : {}),
    ...(groups.length > 0 ? { groups: Object.fromEntries(groups) as View['groups'] } : {}),
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
