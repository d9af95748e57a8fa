/** The tokens of the theme as colours a 2D canvas understands; read again when the theme changes. */
export class Palette {
  readonly #element: HTMLElement;
  readonly #known = new Map<string, string>();

  constructor(element: HTMLElement) {
    this.#element = element;
  }

  /**
   * @param token a custom property, such as `--line`; of one that is not set, that of sockets without a colour of their
   * own.
   */
  get(token: string): string {
    const known = this.#known.get(token);
    if (known !== undefined) return known;
    const style = getComputedStyle(this.#element);
    const colour = style.getPropertyValue(token).trim() || style.getPropertyValue('--socket').trim() || 'gray';
    this.#known.set(token, colour);
    return colour;
  }

  socket(type: string): string {
    return this.get(`--socket-${type}`);
  }

  forget(): void {
    this.#known.clear();
  }
}
