/** The lines along which a dragged item is aligned. */
import type { Guide } from './painted-state.ts';
import type { Pen } from './pen.ts';

export function paintGuides({ context, palette, k }: Pen, guides: readonly Guide[]): void {
  context.strokeStyle = palette.get('--accent');
  context.lineWidth = 1 / k;
  for (const { axis, at, from, to } of guides) {
    context.beginPath();
    if (axis === 'x') {
      context.moveTo(at, from);
      context.lineTo(at, to);
    } else {
      context.moveTo(from, at);
      context.lineTo(to, at);
    }
    context.stroke();
  }
}
