/** Memory that models keep beside their weights to save work. It is counted, and given back when weights need it. */
export class KeptMemory {
  /** Bytes by what gives them back, in the order in which they were taken. */
  readonly #kept = new Map<() => void, number>();

  /** All that is kept. */
  get bytes(): number {
    return [...this.#kept.values()].reduce((sum, bytes) => sum + bytes, 0);
  }

  /**
   * Counts memory.
   * @param giveBack called once when others need it.
   * @returns stops counting it.
   */
  take(bytes: number, giveBack: () => void): () => void {
    const giveThisBack = (): void => giveBack();
    this.#kept.set(giveThisBack, bytes);
    return () => this.#kept.delete(giveThisBack);
  }

  /** Asks for memory, what was taken first before all else, until no more than `most` bytes are kept. */
  shrinkTo(most: number): void {
    for (const [giveBack] of this.#kept) {
      if (this.bytes <= most) return;
      this.#kept.delete(giveBack);
      giveBack();
    }
  }
}
