/** Lays units out: each connected part in columns by what feeds what, the parts beside and below each other. */
import { snapped, type Point } from '../geometry.ts';
import { connectedParts } from './connected-parts.ts';
import { fold, type Page, type WideCell, widthOf } from './fold.ts';
import { pack } from './pack.ts';
import { ranksOf } from './ranks.ts';
import { straighten, type Strand } from './straighten.ts';
import { type Link, shifted, type Unit } from './unit.ts';

/** Room between columns and between the boxes of one column, in canvas pixels. */
const GAPS = { column: 64, row: 32 } as const;

/** @param links wires between nodes; those to or from other nodes do not count. */
export function layOut(id: string, units: readonly Unit[], links: readonly Link[], page: Page): Unit {
  const strands = strandsBetween(units, links);
  const { joined, alone } = connectedParts(units, strands);
  const parts = joined.map((part) => layOutConnected(part.units, part.strands, page));
  if (alone.length > 0) parts.push(layOutConnected(alone, [], page));
  const [only] = parts;
  return parts.length === 1 && only ? { ...only, id } : pack(id, parts, page);
}

/** The links between different units, from top to top of the units. */
function strandsBetween(units: readonly Unit[], links: readonly Link[]): Strand[] {
  const places = new Map(units.flatMap(({ id, items }) => [...items].map(([key, { y }]) => [key, { id, y }] as const)));
  return links.flatMap(({ from, to, fromOffset, toOffset }): Strand[] => {
    const [source, target] = [places.get(from), places.get(to)];
    if (!source || !target || source.id === target.id) return [];
    return [{ from: source.id, to: target.id, fromOffset: source.y + fromOffset, toOffset: target.y + toOffset }];
  });
}

function layOutConnected(units: readonly Unit[], strands: readonly Strand[], page: Page): Unit {
  const columns = fold(layersOf(units, strands), strands, page, GAPS);
  const { tops } = straighten(columns, strands, GAPS.row);
  const byId = new Map(units.map((unit) => [unit.id, unit]));
  const items = new Map<string, Point>();
  let [left, bottom] = [0, 0];
  for (const column of columns) {
    const width = widthOf(column);
    for (const { id, height } of column) {
      const place = snapped({ x: left, y: tops.get(id) ?? 0 });
      bottom = Math.max(bottom, place.y + height);
      for (const [key, at] of shifted(byId.get(id)?.items ?? new Map(), place)) items.set(key, at);
    }
    left += width + GAPS.column;
  }
  return { id: units[0]?.id ?? '', width: Math.max(0, left - GAPS.column), height: bottom, items };
}

/** Cells by layer, in the order of the document: somebody chose it, such as the prompt before the negative prompt. */
function layersOf(units: readonly Unit[], strands: readonly Strand[]): WideCell[][] {
  const ranks = ranksOf(
    units.map(({ id }) => id),
    strands,
  );
  const layers = new Map<number, WideCell[]>();
  for (const { id, width, height } of units) {
    const layer = ranks.get(id) ?? 0;
    const cells = layers.get(layer) ?? [];
    layers.set(layer, cells);
    cells.push({ id, width, height, layer });
  }
  return [...layers].toSorted(([a], [b]) => a - b).map(([, cells]) => cells);
}
