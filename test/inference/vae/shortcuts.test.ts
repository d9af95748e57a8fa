// Shortcuts around the levels of the VAE against those of Wan 2.2 on a still picture, at several widths.
import { expect, it } from 'vitest';
import { averageShortcut, repeatShortcut } from '../../../inference/families/qwen-image-2.1/vae/shortcuts.ts';
import { mapSource } from '../../../inference/checkpoint/weight-source.ts';
import { Graph } from '../../../inference/onnx/graph.ts';
import { Session } from '../../../inference/onnx/session.ts';
import { gap, openGoldens } from '../support/goldens.ts';

const goldens = await openGoldens('2.1/shortcuts');
const cases = goldens.names.filter((name) => name.endsWith('.x')).map((name) => name.slice(0, -2));

it.each(cases)('%s', async (key) => {
  const [kind, channels, out, frames, side] = key.split('.');
  const g = new Graph('shortcut', mapSource('none', new Map()));
  const x = g.input('x', 'float32', [1, Number(channels), 'height', 'width']);
  const shrinking = { frames: Number(frames), side: Number(side) };
  const y =
    kind === 'down'
      ? averageShortcut(g, x, Number(out), shrinking)
      : repeatShortcut(g, x, Number(out), shrinking.frames);
  g.output('y', y);
  const session = await Session.create(g.finish(), { precision: 'fp32' });
  const result = await session.run({ x: await goldens.get(`${key}.x`) });
  const expected = await goldens.get(`${key}.y`);
  expect(result['y']?.dims).toEqual(expected.dims);
  expect(gap(key, result['y'], expected)).toBeLessThanOrEqual(1e-6);
  await session.release();
});
