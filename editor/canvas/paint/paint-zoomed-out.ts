/** Nodes as they are painted while they are small or not elements yet: a box, its colour, its title, its state. */
import type { NodeActivity } from '../../../engine/protocol/index.ts';
import { type Box, NODE, type NodeGeometry, REROUTE } from '../../document/layout/geometry.ts';
import { PAINTED_ITEM, PAINTED_TEXT, ZOOM } from '../metrics.ts';
import type { SceneNode } from '../scene/scene.ts';
import { tintToken } from '../scene/tint.ts';
import { atLeast, type Pen } from './pen.ts';
import { linesOf } from './text-lines.ts';

export interface FarState {
  readonly selected: boolean;
  readonly focused: boolean;
  /** Whether the node has a problem. */
  readonly troubled: boolean;
  readonly state: NodeActivity['state'] | undefined;
  /** Whether the node is muted or bypassed. */
  readonly quiet: boolean;
}

const STATE_TOKENS: Partial<Record<NodeActivity['state'], string>> = {
  running: '--accent',
  done: '--ok',
  failed: '--error',
};

export function paintFarNode(pen: Pen, node: SceneNode, box: NodeGeometry, state: FarState): void {
  if (node.node.type === REROUTE.type) {
    paintBend(pen, box, state.selected || state.focused);
    return;
  }
  const { context, palette, k } = pen;
  const opacity = state.quiet ? PAINTED_ITEM.quiet : 1;
  context.beginPath();
  context.roundRect(box.x, box.y, box.width, box.height, PAINTED_ITEM.radius);
  context.globalAlpha = opacity;
  context.fillStyle = palette.get('--surface');
  context.fill();
  context.globalAlpha = opacity * PAINTED_ITEM.tint;
  context.fillStyle = palette.get(tintToken(node.view?.colour, node.shape.category));
  context.fill();
  context.globalAlpha = opacity;
  context.lineWidth = lineWidthOf(state) * Math.max(1, 1 / k);
  context.strokeStyle = palette.get(lineToken(state));
  context.stroke();
  if (k >= ZOOM.titles) paintTitle(pen, node.title, box);
  context.globalAlpha = 1;
}

function lineWidthOf({ selected, focused, state }: FarState): number {
  return selected || focused || state === 'running' ? 2 : 1;
}

function lineToken({ selected, focused, troubled, state }: FarState): string {
  if (selected || focused) return '--accent';
  if (troubled) return '--error';
  return (state && STATE_TOKENS[state]) ?? '--line-strong';
}

/** A bend in a wire: a dot on a line. */
function paintBend({ context, palette }: Pen, { x, y, width, height }: Box, marked: boolean): void {
  context.strokeStyle = palette.get('--line-strong');
  context.lineWidth = PAINTED_ITEM.bendLine;
  context.beginPath();
  context.moveTo(x, y + height / 2);
  context.lineTo(x + width, y + height / 2);
  context.stroke();
  context.beginPath();
  context.arc(x + width / 2, y + height / 2, PAINTED_ITEM.bend, 0, 2 * Math.PI);
  context.fillStyle = palette.get(marked ? '--accent' : '--socket');
  context.fill();
}

/** Paints a title at a readable size, on several lines when the box is high. */
function paintTitle({ context, palette, k }: Pen, text: string, box: Box): void {
  const { title } = PAINTED_TEXT;
  const size = atLeast(title, k);
  const lineHeight = size * title.lineHeight;
  context.font = `600 ${size}px ${palette.get('--font')}`;
  context.fillStyle = palette.get('--text');
  context.textBaseline = 'middle';
  const room = Math.max(1, Math.floor((box.height - title.inset.y) / lineHeight));
  const lines = linesOf(context, text, box.width - 2 * title.inset.x, Math.min(title.mostLines, room));
  const isHigh = box.height > NODE.header;
  const middle = isHigh ? box.y + title.inset.y + lineHeight / 2 : box.y + box.height / 2;
  for (const [index, line] of lines.entries())
    context.fillText(line, box.x + title.inset.x, middle + index * lineHeight);
}
