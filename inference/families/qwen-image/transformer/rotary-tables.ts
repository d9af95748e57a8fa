/** Rotary tables of the pictures at hand: all steps and both passes of guidance share those of the images. */
import type { RotaryTable } from '../../../transformer/rotary-table.ts';
import type { TokenGrid } from '../../../transformer/token-grid.ts';
import { type Placement, usualPlacement } from './placement/placement.ts';
import { imageRotaryTable, joinedTable, type RotaryConfig, textRotaryTable } from './rope.ts';

/** Prompts whose tables are kept: the positive and the negative one. */
const PROMPTS = 2;

export class RotaryTables {
  readonly #config: RotaryConfig;
  /** Sizes and places of the images that the tables are for. */
  #known = '';
  #images: RotaryTable | undefined;
  /** Joint tables by tokens of the prompt, the one used last at the end. */
  readonly #joint = new Map<number, RotaryTable>();

  constructor(config: RotaryConfig) {
    this.#config = config;
  }

  /** As `jointRotaryTable`. The tables must not be changed. */
  joint(
    textTokens: number,
    grids: readonly TokenGrid[],
    placement: Placement = usualPlacement(this.#config, grids),
  ): RotaryTable {
    const images = this.#imagesOf(grids, placement);
    const known = this.#joint.get(textTokens);
    const joint = known ?? joinedTable(textRotaryTable(this.#config, textTokens, placement), images);
    this.#joint.delete(textTokens);
    this.#joint.set(textTokens, joint);
    const [oldest] = this.#joint.keys();
    if (this.#joint.size > PROMPTS && oldest !== undefined) this.#joint.delete(oldest);
    return joint;
  }

  #imagesOf(grids: readonly TokenGrid[], placement: Placement): RotaryTable {
    const key = JSON.stringify([grids, placement]);
    if (this.#images && key === this.#known) return this.#images;
    this.#joint.clear();
    this.#known = key;
    this.#images = imageRotaryTable(this.#config, grids, placement);
    return this.#images;
  }
}
