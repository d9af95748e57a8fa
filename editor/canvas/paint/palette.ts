/** The colours of the theme for a 2D canvas, which does not understand custom properties. */
export class Palette {
  readonly #element: HTMLElement;
  readonly #known = new Map<string, string>();

  /** @param element whose style has the custom properties. */
  constructor(element: HTMLElement) {
    this.#element = element;
  }

  /**
   * @param token a custom property, such as `--line`. When it is not set, the colour of an ordinary socket is returned.
   */
  get(token: string): string {
    const known = this.#known.get(token);
    if (known !== undefined) return known;
    const style = getComputedStyle(this.#element);
    const colour = style.getPropertyValue(token).trim() || style.getPropertyValue('--socket').trim() || 'gray';
    this.#known.set(token, colour);
    return colour;
  }

  /** The colour of sockets and wires of a type. */
  socket(type: string): string {
    return this.get(`--socket-${type}`);
  }

  /** Reads all colours again, because the theme changed. */
  forget(): void {
    this.#known.clear();
  }
}
