/** Draws a workflow as SVG, for a README or a message: boxes, wires and the values that are set. */
import type { NodeRegistry } from '../../graph/registry.ts';
import type { Workflow } from '../schema.ts';
import { BOX, type Box, layOut, type Point, rowMiddle, type Wire } from './lay-out.ts';
import type { Row } from './rows.ts';

/** Space around the drawing, in units. */
const MARGIN = 24;
/** Most characters of a title, and of the label and value of a row together. */
const LONGEST = { title: 26, row: 24 } as const;
/** Least characters of a value, however long its label is. */
const SHORTEST_VALUE = 6;
/** Space between the side of a box and its texts, in units. */
const INDENT = 12;
/** Least distance from the end of a wire to the control point of its curve, in units. */
const BEND = 40;
const COLOURS = {
  background: '#181a1f',
  box: '#23262d',
  border: '#3a3f4a',
  title: '#ffffff',
  label: '#c8ccd4',
  value: '#8d95a3',
  unlinked: '#5a606c',
} as const;
/** Colours of socket types. */
const PALETTE = [
  '#e0a526',
  '#8b7cf6',
  '#e5535e',
  '#5fb3b3',
  '#d16fd1',
  '#e98f3a',
  '#4fa3f0',
  '#7bbf5a',
  '#c9b38c',
  '#f277a5',
] as const;
const FONT = 'font-family="Inter, Helvetica, Arial, sans-serif" font-size="13"';

/** @returns the text of an SVG file. The same workflow gives the same text. */
export function drawWorkflow(workflow: Workflow, registry: NodeRegistry): string {
  const { boxes, wires } = layOut(workflow, registry);
  const left = Math.min(0, ...boxes.map(({ x }) => x)) - MARGIN;
  const top = Math.min(0, ...boxes.map(({ y }) => y)) - MARGIN;
  const width = Math.max(0, ...boxes.map(({ x }) => x + BOX.width)) + MARGIN - left;
  const height = Math.max(0, ...boxes.map((box) => box.y + box.height)) + MARGIN - top;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${left} ${top} ${width} ${height}" ${FONT}>`,
    `<title>${escapeXml(workflow.name)}</title>`,
    `<rect x="${left}" y="${top}" width="${width}" height="${height}" fill="${COLOURS.background}"/>`,
    ...wires.map(drawWire),
    ...boxes.map((box) => drawBox(box, wires)),
    '</svg>\n',
  ].join('\n');
}

function drawWire({ from, to, type }: Wire): string {
  const bend = Math.max(BEND, Math.abs(to.x - from.x) / 2);
  const path = `M${from.x} ${from.y} C ${from.x + bend} ${from.y}, ${to.x - bend} ${to.y}, ${to.x} ${to.y}`;
  return `<path d="${path}" fill="none" stroke="${typeColour(type)}" stroke-width="2.2" opacity="0.9"/>`;
}

function drawBox(box: Box, wires: readonly Wire[]): string {
  const { x, y, height } = box;
  const title = escapeXml(shorten(box.title, LONGEST.title));
  const [fill, stroke] = [COLOURS.box, COLOURS.border];
  return [
    `<rect x="${x}" y="${y}" width="${BOX.width}" height="${height}" rx="8" fill="${fill}" stroke="${stroke}"/>`,
    `<text x="${x + INDENT}" y="${y + 20}" fill="${COLOURS.title}" font-weight="600">${title}</text>`,
    ...box.rows.map((row, index) => drawRow(box, row, rowMiddle(box, index), wires)),
  ].join('\n');
}

/** @param y middle of the row. */
function drawRow({ x }: Box, { side, label, value }: Row, y: number, wires: readonly Wire[]): string {
  const isOutput = side === 'out';
  const socket = { x: isOutput ? x + BOX.width : x, y };
  const texts = [side === 'value' ? '' : drawSocket(socket, isOutput, wires)];
  texts.push(isOutput ? textOnRight(x, y, label, COLOURS.label) : textOnLeft(x, y, label));
  if (value !== undefined) {
    const room = LONGEST.row - Math.min(label.length, LONGEST.row - SHORTEST_VALUE);
    texts.push(textOnRight(x, y, shorten(value, room), COLOURS.value));
  }
  return texts.join('');
}

/** A dot in the colour of the wire that ends there; grey without a wire. */
function drawSocket({ x, y }: Point, isOutput: boolean, wires: readonly Wire[]): string {
  const ends = ({ from, to }: Wire): Point => (isOutput ? from : to);
  const wire = wires.find((each) => ends(each).x === x && ends(each).y === y);
  return `<circle cx="${x}" cy="${y}" r="4.5" fill="${wire ? typeColour(wire.type) : COLOURS.unlinked}"/>`;
}

function textOnLeft(x: number, y: number, text: string): string {
  return `<text x="${x + INDENT}" y="${y + 4}" fill="${COLOURS.label}">${escapeXml(text)}</text>`;
}

function textOnRight(x: number, y: number, text: string, colour: string): string {
  const right = x + BOX.width - INDENT;
  return `<text x="${right}" y="${y + 4}" text-anchor="end" fill="${colour}">${escapeXml(text)}</text>`;
}

/** A type has one colour, the same in every drawing. */
function typeColour(type: string): string {
  const sum = Buffer.from(type).reduce((total, byte) => (total * 31 + byte) % 9973, 7);
  return PALETTE[sum % PALETTE.length] ?? PALETTE[0];
}

/** On one line, with an ellipsis in place of what is beyond `length`. */
function shorten(text: string, length: number): string {
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length <= length ? line : `${line.slice(0, length - 1)}…`;
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
