/**
 * The seam to main memory for all that models keep beside their weights because it saves work. It may be asked back at
 * any time between two requests.
 */
export interface SpareMemory {
  /** Whether so many bytes are free as things are. */
  isFree(bytes: number): boolean;
  /**
   * Releases models that have not been used for longer than the asking one, until so many bytes are free.
   * @returns whether they are.
   */
  makeFree(bytes: number): Promise<boolean>;
  /**
   * Counts memory as taken.
   * @param giveBack called when others need it: the memory is to be given up.
   * @returns to be called when the memory is given up for another reason.
   */
  take(bytes: number, giveBack: () => void): () => void;
}

/** Of a model that nobody manages: as much as there is. */
export const unlimitedSpareMemory: SpareMemory = {
  isFree: () => true,
  makeFree: () => Promise.resolve(true),
  take: () => () => {},
};
