/** Shows something at most once a frame. */
export class FrameLoop {
  readonly #show: () => void;
  #frame = 0;

  constructor(show: () => void) {
    this.#show = show;
  }

  /** Shows it in the next frame. */
  request(): void {
    if (this.#frame === 0) this.#frame = requestAnimationFrame(() => this.now());
  }

  /** Shows it at once, instead of in the next frame. */
  now(): void {
    this.stop();
    this.#show();
  }

  stop(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
  }
}
