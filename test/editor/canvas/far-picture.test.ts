/** Pictures that are painted when the view is far away: those of an earlier state are dimmed, as on elements. */
import { expect, it } from 'vitest';
import { paintFarPicture } from '../../../editor/canvas/paint/paint-far-picture.ts';
import type { Pen } from '../../../editor/canvas/paint/pen.ts';
import { showsEarlier } from '../../../editor/canvas/view/node-pictures.ts';
import type { Activity } from '../../../editor/editor-context.ts';

/** The opacity at which a picture was painted, and the one that is left for what follows. */
function opacities(earlier: boolean): readonly number[] {
  const painted: number[] = [];
  const context = { globalAlpha: 1, drawImage: () => painted.push(context.globalAlpha) };
  const image = { naturalWidth: 128, naturalHeight: 128 } as HTMLImageElement;
  const box = { x: 0, y: 0, width: 240, height: 300 };
  paintFarPicture({ context, k: 0.2 } as unknown as Pen, box, { height: 200, image, earlier });
  return [...painted, context.globalAlpha];
}

it('dims a picture of an earlier state, and nothing after it', () => {
  expect(opacities(false)).toEqual([1, 1]);
  expect(opacities(true)).toEqual([0.45, 1]);
});

it('takes a live preview for the present state', () => {
  const earlier = { a: { run: 1, changes: [] }, b: { run: 1, changes: [] } };
  const activity = { previews: { b: { url: 'blob:x' } }, earlier } as unknown as Activity;
  expect(['a', 'b', 'c'].map((node) => showsEarlier(activity, node))).toEqual([true, false, false]);
});
