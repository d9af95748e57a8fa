/** The frames of groups, and their titles while they are small. Otherwise the title is an element. */
import { type Box, overlaps } from '../../document/layout/geometry.ts';
import { GROUP_FRAME } from '../metrics.ts';
import type { Scene } from '../scene/scene.ts';
import { tintToken } from '../scene/tint.ts';
import type { PaintedState } from './painted-state.ts';
import type { Pen } from './pen.ts';

/** @param view the visible part of the canvas, in canvas pixels. */
export function paintGroups(pen: Pen, scene: Scene, { selection, hints, far }: PaintedState, view: Box): void {
  for (const [id, group] of scene.groups()) {
    const box = scene.groupBox(id, hints.leaving);
    if (!box || !overlaps(box, view)) continue;
    const isJoined = hints.group === id;
    const isMarked = isJoined || selection.has(`group:${id}`);
    paintFrame(pen, box, pen.palette.get(tintToken(group.colour)), isMarked, isJoined);
    if (far && box.width * pen.k >= GROUP_FRAME.narrowest) paintTitle(pen, box, group.title);
  }
}

function paintFrame(
  { context, palette, k }: Pen,
  box: Box,
  colour: string,
  isMarked: boolean,
  isJoined: boolean,
): void {
  context.beginPath();
  context.roundRect(box.x, box.y, box.width, box.height, GROUP_FRAME.radius);
  context.globalAlpha = isJoined ? GROUP_FRAME.fillWhenJoining : GROUP_FRAME.fill;
  context.fillStyle = colour;
  context.fill();
  context.globalAlpha = isMarked ? 1 : GROUP_FRAME.line;
  context.strokeStyle = isMarked ? palette.get('--accent') : colour;
  context.lineWidth = (isMarked ? GROUP_FRAME.markedLineWidth : GROUP_FRAME.lineWidth) / k;
  context.stroke();
  context.globalAlpha = 1;
}

function paintTitle({ context, palette, k }: Pen, box: Box, title: string): void {
  context.fillStyle = palette.get('--text-2');
  context.font = `600 ${GROUP_FRAME.font / k}px ${palette.get('--font')}`;
  context.textBaseline = 'bottom';
  context.fillText(title, box.x + GROUP_FRAME.title.x / k, box.y + GROUP_FRAME.title.y / k, box.width);
}
