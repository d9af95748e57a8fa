/** Groups and notes of ours in a file of theirs. */
import type { Workflow } from '../../workflow/schema.ts';
import { theirColours } from './colours.ts';
import type { FileNode } from './file-graph.ts';
import type { WrittenNode } from './written.ts';

type View = NonNullable<Workflow['view']>;

/** Of a frame around its nodes, and of a note that says none, in pixels. */
const [MARGIN, HEADER, NOTE_WIDTH, NOTE_HEIGHT] = [20, 60, 300, 120];

/** Frames around the nodes of each group; of a group without nodes, none. */
export function fileGroups(view: View | undefined, nodes: readonly WrittenNode[]): readonly object[] {
  return Object.values(view?.groups ?? {}).flatMap((group, i) => {
    const places = nodes.flatMap(({ ours, place }) => (place && group.nodes.includes(ours) ? [place] : []));
    if (places.length === 0) return [];
    const left = Math.min(...places.map(({ x }) => x)) - MARGIN;
    const top = Math.min(...places.map(({ y }) => y)) - HEADER;
    const right = Math.max(...places.map(({ x, width }) => x + width)) + MARGIN;
    const bottom = Math.max(...places.map(({ y, height }) => y + height)) + MARGIN;
    const color = theirColours(group.colour)?.color ?? '#3f789e';
    return [{ id: i + 1, title: group.title, bounding: [left, top, right - left, bottom - top], color, flags: {} }];
  });
}

/** @param last the largest id that is taken. */
export function fileNotes(view: View | undefined, last: number): readonly FileNode[] {
  return Object.values(view?.notes ?? {}).map((note, i) => ({
    id: last + 1 + i,
    type: 'MarkdownNote',
    pos: [note.x, note.y],
    size: [note.width ?? NOTE_WIDTH, note.height ?? NOTE_HEIGHT],
    flags: {},
    order: 0,
    mode: 0,
    inputs: [],
    outputs: [],
    properties: {},
    widgets_values: [note.text],
    ...theirColours(note.colour),
  }));
}
