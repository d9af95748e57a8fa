/** The lanes of an engine by name. */
import { Lane } from './lane.ts';

export class Lanes {
  readonly #lanes = new Map<string, Lane>();
  readonly #defaultLimit: number;

  /**
   * @param limits nodes at a time, by name of the lane.
   * @param defaultLimit nodes at a time in a lane that is not among `limits`.
   */
  constructor(limits: Readonly<Record<string, number>>, defaultLimit: number) {
    for (const [name, limit] of Object.entries(limits)) this.#lanes.set(name, new Lane(limit));
    this.#defaultLimit = defaultLimit;
  }

  get(name: string): Lane {
    let lane = this.#lanes.get(name);
    if (!lane) {
      lane = new Lane(this.#defaultLimit);
      this.#lanes.set(name, lane);
    }
    return lane;
  }
}
