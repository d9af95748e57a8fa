/** Notes as they are painted while they are small: a tinted box with the first lines of the text. */
import type { Box } from '../../document/layout/geometry.ts';
import { withoutMarks } from '../markdown-signs.ts';
import { PAINTED_ITEM, PAINTED_TEXT, ZOOM } from '../metrics.ts';
import type { Note } from '../scene/scene.ts';
import { noteToken } from '../scene/tint.ts';
import { atLeast, type Pen } from './pen.ts';
import { shortened } from './text-lines.ts';

export function paintFarNote(pen: Pen, note: Note, box: Box, selected: boolean): void {
  const { context, palette, k } = pen;
  const tint = palette.get(noteToken(note));
  context.beginPath();
  context.roundRect(box.x, box.y, box.width, box.height, PAINTED_ITEM.radius);
  context.fillStyle = palette.get('--surface');
  context.fill();
  context.globalAlpha = PAINTED_ITEM.tint;
  context.fillStyle = tint;
  context.fill();
  context.globalAlpha = selected ? 1 : PAINTED_ITEM.noteLine;
  context.lineWidth = (selected ? 2 : 1) / k;
  context.strokeStyle = selected ? palette.get('--accent') : tint;
  context.stroke();
  context.globalAlpha = 1;
  if (k >= ZOOM.titles) paintText(pen, note.text, box);
}

function paintText({ context, palette, k }: Pen, text: string, box: Box): void {
  const { inset, lineHeight, ...sizes } = PAINTED_TEXT.note;
  const size = atLeast(sizes, k);
  const step = size * lineHeight;
  context.font = `${size}px ${palette.get('--font')}`;
  context.fillStyle = palette.get('--text-2');
  context.textBaseline = 'top';
  const most = Math.max(0, Math.floor((box.height - 2 * inset.y) / step));
  for (const [index, line] of text.split('\n').slice(0, most).entries()) {
    const short = shortened(context, withoutMarks(line), box.width - 2 * inset.x);
    context.fillText(short, box.x + inset.x, box.y + inset.y + index * step);
  }
}
