/** Nodes and notes as they are drawn while they are small or not elements yet: a box, its colour, its title, its state. */
import type { NodeActivity } from '../../../engine/server/protocol.ts';
import { type Box, NODE, type NodeGeometry } from '../../document/geometry.ts';
import type { SceneNode } from '../scene/scene.ts';
import { tintToken } from '../scene/tint.ts';
import type { Palette } from './palette.ts';

export interface Pen {
  readonly context: CanvasRenderingContext2D;
  readonly palette: Palette;
  readonly k: number;
}

export interface FarState {
  readonly selected: boolean;
  readonly focused: boolean;
  readonly troubled: boolean;
  readonly state: NodeActivity['state'] | undefined;
  /** Muted or bypassed. */
  readonly quiet: boolean;
}

const RADIUS = 9;
/** Below this zoom titles cannot be read. */
const TITLES = 0.2;
const STATES: Partial<Record<NodeActivity['state'], string>> = { running: '--accent', done: '--ok', failed: '--error' };

export function paintFarNode({ context, palette, k }: Pen, node: SceneNode, box: NodeGeometry, { selected, focused, troubled, state, quiet }: FarState): void {
  const isDot = node.node.type === 'reroute';
  const radius = isDot ? box.height / 2 : RADIUS;
  const tint = palette.get(tintToken(node.view?.colour, node.shape.category));
  context.globalAlpha = quiet ? 0.45 : 1;
  context.beginPath();
  context.roundRect(box.x, box.y, box.width, box.height, radius);
  context.fillStyle = palette.get('--surface');
  context.fill();
  if (!isDot) {
    context.beginPath();
    context.roundRect(box.x, box.y, box.width, Math.min(box.height, NODE.header), box.height > NODE.header ? [radius, radius, 0, 0] : radius);
    context.globalAlpha *= 0.22;
    context.fillStyle = tint;
    context.fill();
    context.globalAlpha = quiet ? 0.45 : 1;
  }
  const edge = troubled ? '--error' : (STATES[state ?? 'queued'] ?? '--line-strong');
  context.beginPath();
  context.roundRect(box.x, box.y, box.width, box.height, radius);
  context.lineWidth = selected || focused ? Math.max(2, 2 / k) : Math.max(1, 1 / k);
  context.strokeStyle = palette.get(selected || focused ? '--accent' : edge);
  context.stroke();
  if (!isDot && k >= TITLES) title(context, palette, k, node.title, box);
  context.globalAlpha = 1;
}

/** At a size people can read, whatever the zoom. */
function title(context: CanvasRenderingContext2D, palette: Palette, k: number, text: string, box: Box): void {
  const size = Math.max(13, 10.5 / k);
  context.font = `600 ${size}px ${palette.get('--font')}`;
  context.fillStyle = palette.get('--text');
  context.textBaseline = 'middle';
  const room = box.width - 20;
  context.fillText(shortened(context, text, room), box.x + 10, box.y + (box.height > NODE.header ? Math.max(NODE.header / 2, size * 0.75) : box.height / 2));
}

const shortenedTexts = new Map<string, string>();

function shortened(context: CanvasRenderingContext2D, text: string, room: number): string {
  const key = `${context.font}|${room}|${text}`;
  const known = shortenedTexts.get(key);
  if (known !== undefined) return known;
  if (shortenedTexts.size > 4000) shortenedTexts.clear();
  let short = text;
  while (short.length > 1 && context.measureText(short).width > room) short = `${short.slice(0, -2).trimEnd()}…`;
  shortenedTexts.set(key, short);
  return short;
}

export function paintFarNote({ context, palette, k }: Pen, box: Box, text: string, token: string, selected: boolean): void {
  context.beginPath();
  context.roundRect(box.x, box.y, box.width, box.height, RADIUS);
  context.fillStyle = palette.get('--surface');
  context.fill();
  context.globalAlpha = 0.2;
  context.fillStyle = palette.get(token);
  context.fill();
  context.globalAlpha = selected ? 1 : 0.6;
  context.lineWidth = (selected ? 2 : 1) / k;
  context.strokeStyle = palette.get(selected ? '--accent' : token);
  context.stroke();
  context.globalAlpha = 1;
  if (k < TITLES) return;
  const size = Math.max(13, 10 / k);
  context.font = `${size}px ${palette.get('--font')}`;
  context.fillStyle = palette.get('--text-2');
  context.textBaseline = 'top';
  const lines = Math.floor((box.height - 16) / (size * 1.3));
  for (const [index, line] of text.split('\n').slice(0, Math.max(0, lines)).entries()) {
    context.fillText(shortened(context, line, box.width - 16), box.x + 8, box.y + 8 + index * size * 1.3);
  }
}
