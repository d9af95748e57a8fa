/** Counts the crossings of wires between columns. */

/** Heights of the two ends of a wire, in canvas pixels. */
export interface PlacedStrand {
  readonly from: number;
  readonly to: number;
}

/** In a large graph, a wire is compared with the first wires between the same columns only. */
const MOST_COMPARED = 100;

export class Crossings {
  readonly #lanes = new Map<string, PlacedStrand[]>();

  /**
   * Adds a wire.
   * @param between the two columns it joins. Only wires between the same two columns are compared.
   * @returns how many earlier wires it crosses.
   */
  add(between: string, strand: PlacedStrand): number {
    const lane = this.#lanes.get(between) ?? [];
    this.#lanes.set(between, lane);
    if (lane.length >= MOST_COMPARED) return 0;
    const crossed = lane.filter((other) => cross(strand, other)).length;
    lane.push(strand);
    return crossed;
  }
}

function cross(a: PlacedStrand, b: PlacedStrand): boolean {
  return (b.from - a.from) * (b.to - a.to) < 0;
}
