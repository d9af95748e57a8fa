/** Says texts to screen readers. */
import { h } from '../dom.ts';

const NO_BREAK_SPACE = '\u00a0';

export class Announcer {
  readonly element = h('div', { 'class': 'canvas-hidden', 'role': 'status', 'aria-live': 'polite' });

  say(text: string): void {
    // A screen reader says only what changed, so a repeated text gets an invisible difference.
    const isRepeated = this.element.textContent === text;
    this.element.textContent = isRepeated ? `${text}${NO_BREAK_SPACE}` : text;
  }
}
