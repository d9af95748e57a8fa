/** A workflow as a picture (SVG), for a README or a message: boxes, wires and the values that are set. */
import type { NodeRegistry } from '../../graph/registry.ts';
import type { Workflow } from '../schema.ts';
import { BOX, type Box, layOut, middle, type Wire } from './lay-out.ts';

const MARGIN = 24;
/** Longest text of a title or a value, in characters. */
const LONGEST = { title: 26, row: 24 } as const;
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

/** @returns the text of an SVG file; the same workflow gives the same text. */
export function drawWorkflow(workflow: Workflow, registry: NodeRegistry): string {
  const { boxes, wires } = layOut(workflow, registry);
  const left = Math.min(0, ...boxes.map(({ x }) => x)) - MARGIN;
  const top = Math.min(0, ...boxes.map(({ y }) => y)) - MARGIN;
  const width = Math.max(0, ...boxes.map(({ x }) => x + BOX.width)) + MARGIN - left;
  const height = Math.max(0, ...boxes.map((box) => box.y + box.height)) + MARGIN - top;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${left} ${top} ${width} ${height}" font-family="Inter, Helvetica, Arial, sans-serif" font-size="13">`,
    `<title>${escaped(workflow.name)}</title>`,
    `<rect x="${left}" y="${top}" width="${width}" height="${height}" fill="#181a1f"/>`,
    ...wires.map(drawWire),
    ...boxes.map((box) => drawBox(box, wires)),
    '</svg>\n',
  ].join('\n');
}

function drawWire({ from, to, type }: Wire): string {
  const bend = Math.max(40, Math.abs(to.x - from.x) / 2);
  return `<path d="M${from.x} ${from.y} C ${from.x + bend} ${from.y}, ${to.x - bend} ${to.y}, ${to.x} ${to.y}" fill="none" stroke="${colourOf(type)}" stroke-width="2.2" opacity="0.9"/>`;
}

function drawBox(box: Box, wires: readonly Wire[]): string {
  const { x, y, height, title, rows } = box;
  const lines = rows.map(({ side, label, value }, index) => {
    const row = middle(box, index);
    const at = x + (side === 'out' ? BOX.width : 0);
    const wire = wires.find(({ from, to }) =>
      side === 'out' ? from.x === at && from.y === row : to.x === at && to.y === row,
    );
    const dot =
      side === 'value'
        ? ''
        : `<circle cx="${at}" cy="${row}" r="4.5" fill="${wire ? colourOf(wire.type) : '#5a606c'}"/>`;
    const room = LONGEST.row - Math.min(label.length, LONGEST.row - 6);
    const text =
      side === 'out'
        ? `<text x="${x + BOX.width - 12}" y="${row + 4}" text-anchor="end" fill="#c8ccd4">${escaped(label)}</text>`
        : `<text x="${x + 12}" y="${row + 4}" fill="#c8ccd4">${escaped(label)}</text>`;
    const shown =
      value === undefined
        ? ''
        : `<text x="${x + BOX.width - 12}" y="${row + 4}" text-anchor="end" fill="#8d95a3">${escaped(shortened(value, room))}</text>`;
    return dot + text + shown;
  });
  return [
    `<rect x="${x}" y="${y}" width="${BOX.width}" height="${height}" rx="8" fill="#23262d" stroke="#3a3f4a"/>`,
    `<text x="${x + 12}" y="${y + 20}" fill="#ffffff" font-weight="600">${escaped(shortened(title, LONGEST.title))}</text>`,
    ...lines,
  ].join('\n');
}

/** One colour for a type, in every picture. */
function colourOf(type: string): string {
  const sum = Buffer.from(type).reduce((total, byte) => (total * 31 + byte) % 9973, 7);
  return PALETTE[sum % PALETTE.length] ?? PALETTE[0];
}

function shortened(text: string, length: number): string {
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length <= length ? line : `${line.slice(0, length - 1)}…`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
