// @vitest-environment happy-dom
/**
 * In every shipped template: it is seen whole where its texts can be read, and a run covers nothing, since no result
 * makes a node larger.
 */
import { signal } from '@preact/signals';
import { describe, expect, it } from 'vitest';
import { createNodePicture } from '../../../editor/controls/pictures/picture.ts';
import { createNodeText } from '../../../editor/controls/widgets/node-text.ts';
import { Document } from '../../../editor/document/document.ts';
import { type Box, boundsOf, NODE, nodeGeometry, noteBox, overlaps } from '../../../editor/document/layout/geometry.ts';
import { fitLegibly, toScreen } from '../../../editor/canvas/scene/viewport.ts';
import { resultRoom } from '../../../editor/document/layout/result-room.ts';
import type { Activity, Editor, Session } from '../../../editor/editor-context.ts';
import type { RunFile, Workflow } from '../../../engine/protocol/index.ts';
import { shipped, types } from '../document/support.ts';

/** The canvas of a window of 1440 x 900 without panels: the rest are its bars, as in style/app/page.css. */
const CANVAS = { width: 1440 - 44, height: 900 - 48 - 24 } as const;
/** The smallest text of a node in style/node.css, and the least size that a screen shows it in, in pixels. */
const TEXT_SIZE = { node: 13, screen: 11 } as const;

const boxesOf = (workflow: Workflow): Box[] =>
  Object.keys(workflow.nodes).flatMap((id) => nodeGeometry(workflow, types, id) ?? []);

/** How many boxes lie beside each other. */
function columnsOf(boxes: readonly Box[]): number {
  let [columns, right] = [0, -Infinity];
  for (const { x, width } of boxes.toSorted((a, b) => a.x - b.x)) {
    if (x < right) continue;
    columns += 1;
    right = x + width;
  }
  return columns;
}

function overlaying(workflow: Workflow): string[] {
  const items: (readonly [string, Box | undefined])[] = [
    ...Object.keys(workflow.nodes).map((id) => [id, nodeGeometry(workflow, types, id)] as const),
    ...Object.keys(workflow.view?.notes ?? {}).map((id) => [`note ${id}`, noteBox(workflow, id)] as const),
  ];
  return items.flatMap(([a, box], index) =>
    items.slice(index + 1).flatMap(([b, other]) => (box && other && overlaps(box, other) ? [`${a} and ${b}`] : [])),
  );
}

const file = (node: string, index: number): RunFile => ({
  folder: 'preview',
  name: `${node}${index}.png`,
  url: `/${node}${index}.png`,
  mediaType: 'image/png',
  width: 64,
  height: 640,
  node,
});

/** An editor that shows a document, with what a run did. */
function shown(workflow: Workflow) {
  const document = new Document({ id: 'd', workflow, send: () => undefined });
  const activity = signal<Activity>({ run: undefined, nodes: {}, previews: {}, pictures: {}, earlier: {} });
  const session = { document, whole: document.workflow, path: signal([]) } as unknown as Session;
  const editor = { session: signal(session), types: signal(types), activity } as unknown as Editor;
  return { activity, session, editor };
}

describe.each(shipped)('%s', (_name, workflow) => {
  it('has no node or note over another one', () => {
    expect(overlaying(workflow)).toEqual([]);
  });

  it('is two to four columns wide, and whole on a usual screen in a size that can be read', () => {
    const boxes = boxesOf(workflow);
    const columns = columnsOf(boxes);
    expect(columns).toBeGreaterThanOrEqual(2);
    expect(columns).toBeLessThanOrEqual(4);
    const view = fitLegibly(boundsOf(boxes) ?? { x: 0, y: 0, width: 0, height: 0 }, CANVAS);
    expect(TEXT_SIZE.node * view.k).toBeGreaterThanOrEqual(TEXT_SIZE.screen);
    for (const box of boxes) {
      const end = toScreen(view, { x: box.x + box.width, y: box.y + box.height });
      expect(end.x).toBeLessThanOrEqual(CANVAS.width);
      expect(end.y).toBeLessThanOrEqual(CANVAS.height);
    }
  });

  it('keeps room for all that a run shows', () => {
    const { activity, session, editor } = shown(workflow);
    const ids = Object.keys(workflow.nodes);
    const parts = ids.map(
      (id) => [createNodePicture(editor, session, id), createNodeText(editor, session, id)] as const,
    );
    const before = parts.map(([picture]) => picture.height.value);
    activity.value = {
      ...activity.peek(),
      nodes: Object.fromEntries(
        ids.filter((id) => types.get(workflow.nodes[id]?.type ?? '')?.shows === 'text').map((id) => [id, TEXT]),
      ),
      previews: { denoise: { url: 'blob:x', value: 1, max: 2 } },
      pictures: Object.fromEntries(ids.map((id, count) => [id, Array.from({ length: count }, (_, n) => file(id, n))])),
    };
    for (const [index, id] of ids.entries()) {
      const [picture, text] = parts[index] ?? [];
      expect(picture?.height.value).toBe(before[index]);
      const room = resultRoom(workflow, types, id, workflow.view?.nodes?.[id]?.width ?? NODE.width);
      expect((picture?.height.value ?? 0) + (text?.height.value ?? 0)).toBeLessThanOrEqual(room);
    }
  });
});

const TEXT = { state: 'done', text: 'A long text. '.repeat(200) } as const;
