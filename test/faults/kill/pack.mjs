// Nodes for kills: quick, without models. Pictures of noise do not compress, so writing them takes several writes.
import { setTimeout as sleep } from 'node:timers/promises';

const IMAGE = { name: 'image' };
const plain = { version: 1, category: 'fault', description: 'For tests.', outputs: { image: { socket: IMAGE } } };
const number = { kind: 'int', min: 0, max: 1_000_000, default: 0 };

/** @param {number} seed */
function noise(seed, side) {
  const data = new Uint8Array(side * side * 3);
  let state = (seed * 2_654_435_761 + 1) >>> 0;
  for (let i = 0; i < data.length; i += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    data[i] = state >>> 24;
  }
  return { width: side, height: side, channels: 3, data };
}

export const nodes = [
  {
    ...plain,
    type: 'fault/noise',
    title: 'Noise',
    inputs: { seed: number, side: { kind: 'int', min: 1, max: 4000, default: 32 } },
    run: ({ seed, side }) => ({ image: noise(seed, side) }),
  },
  {
    ...plain,
    type: 'fault/step',
    title: 'Step',
    inputs: { image: { kind: 'socket', socket: IMAGE }, amount: number },
    async run({ image, amount }, { signal }) {
      await sleep(10, undefined, { signal });
      return { image: { ...image, data: image.data.map((value) => value + amount) } };
    },
  },
];
