/**
 * Nodes and notes as they are drawn while they are small or not elements yet: a box, its colour, its title, its state.
 */
import type { NodeActivity } from '../../../engine/protocol/index.ts';
import { PICTURE_INSET } from '../../controls/pictures/picture-height.ts';
import { type Box, NODE, type NodeGeometry, REROUTE } from '../../document/layout/geometry.ts';
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

export function paintFarNode(
  { context, palette, k }: Pen,
  node: SceneNode,
  box: NodeGeometry,
  { selected, focused, troubled, state, quiet }: FarState,
): void {
  if (node.node.type === REROUTE.type) {
    paintDot(context, palette, box, selected || focused);
    return;
  }
  const tint = palette.get(tintToken(node.view?.colour, node.shape.category));
  context.globalAlpha = quiet ? 0.45 : 1;
  context.beginPath();
  context.roundRect(box.x, box.y, box.width, box.height, RADIUS);
  context.fillStyle = palette.get('--surface');
  context.fill();
  context.globalAlpha *= 0.2;
  context.fillStyle = tint;
  context.fill();
  context.globalAlpha = quiet ? 0.45 : 1;
  const edge = troubled ? '--error' : (STATES[state ?? 'queued'] ?? '--line-strong');
  context.lineWidth = (selected || focused || state === 'running' ? 2 : 1) * Math.max(1, 1 / k);
  context.strokeStyle = palette.get(selected || focused ? '--accent' : edge);
  context.stroke();
  if (k >= TITLES) title(context, palette, k, node.title, box);
  context.globalAlpha = 1;
}

/** In the place it has on the element; cut to it, from the middle. @param height of that place. */
export function paintFarPicture({ context }: Pen, box: Box, height: number, image: HTMLImageElement): void {
  const [width, high] = [box.width - 2 * PICTURE_INSET, height - PICTURE_INSET];
  if (high <= 0) return;
  const scale = Math.max(width / image.naturalWidth, high / image.naturalHeight);
  const [w, h] = [width / scale, high / scale];
  context.drawImage(
    image,
    (image.naturalWidth - w) / 2,
    (image.naturalHeight - h) / 2,
    w,
    h,
    box.x + PICTURE_INSET,
    box.y + box.height - NODE.footer - NODE.padding - height,
    width,
    high,
  );
}

/** A bend in a wire. */
function paintDot(
  context: CanvasRenderingContext2D,
  palette: Palette,
  { x, y, width, height }: Box,
  marked: boolean,
): void {
  context.strokeStyle = palette.get('--line-strong');
  context.lineWidth = 2;
  context.beginPath();
  context.moveTo(x, y + height / 2);
  context.lineTo(x + width, y + height / 2);
  context.stroke();
  context.beginPath();
  context.arc(x + width / 2, y + height / 2, 6, 0, 2 * Math.PI);
  context.fillStyle = palette.get(marked ? '--accent' : '--socket');
  context.fill();
}

/** At a size people can read, whatever the zoom; in lines when the box is high. */
function title(context: CanvasRenderingContext2D, palette: Palette, k: number, text: string, box: Box): void {
  const size = Math.max(13, 10.5 / k);
  context.font = `600 ${size}px ${palette.get('--font')}`;
  context.fillStyle = palette.get('--text');
  context.textBaseline = 'middle';
  const room = box.width - 24;
  const most = Math.max(1, Math.floor((box.height - 8) / (size * 1.2)));
  const lines = linesOf(context, text, room, Math.min(3, most));
  const top = box.height > NODE.header ? box.y + 8 + size * 0.6 : box.y + box.height / 2;
  for (const [index, line] of lines.entries()) context.fillText(line, box.x + 12, top + index * size * 1.2);
}

const knownLines = new Map<string, readonly string[]>();

/** @param most lines; the last one is shortened. */
function linesOf(context: CanvasRenderingContext2D, text: string, room: number, most: number): readonly string[] {
  const key = `${context.font}|${room}|${most}|${text}`;
  const known = knownLines.get(key);
  if (known) return known;
  if (knownLines.size > 4000) knownLines.clear();
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && (lines.length === most || context.measureText(`${last} ${word}`).width <= room))
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  const made = lines.map((line) => shortened(context, line, room));
  knownLines.set(key, made);
  return made;
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

export function paintFarNote(
  { context, palette, k }: Pen,
  box: Box,
  text: string,
  token: string,
  selected: boolean,
): void {
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
