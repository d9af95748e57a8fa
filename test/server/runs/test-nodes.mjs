// Nodes for tests of the server: one that is slow, one that waits, one that fails, one that kills the process.
import { appendFileSync, existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const IMAGE = { name: 'image' };
const MASK = { name: 'mask' };
const plain = { version: 1, category: 'test', description: 'For tests.' };
const image = { kind: 'socket', socket: IMAGE };

/** @param {number} shade */
const picture = (shade, width = 8, height = 6) => ({
  width,
  height,
  channels: 3,
  data: new Uint8Array(width * height * 3).fill(shade),
});

export const nodes = [
  {
    ...plain,
    type: 'test/picture',
    title: 'Picture',
    inputs: { shade: { kind: 'int', min: 0, max: 255, default: 0 } },
    outputs: { image: { socket: IMAGE } },
    run: ({ shade }) => ({ image: picture(shade) }),
  },
  {
    ...plain,
    type: 'test/mask',
    title: 'Mask',
    inputs: {},
    outputs: { mask: { socket: MASK }, image: { socket: IMAGE } },
    run: () => ({ mask: { width: 4, height: 4, data: new Uint8Array(16).fill(255) }, image: picture(3) }),
  },
  {
    ...plain,
    type: 'test/slow',
    title: 'Slow',
    inputs: {
      image,
      steps: { kind: 'int', min: 1, max: 1000, default: 10 },
      pause: { kind: 'int', min: 0, max: 10_000, default: 20 },
    },
    outputs: { image: { socket: IMAGE } },
    async run({ image: given, steps, pause }, { progress, signal, note }) {
      note('Taking its time.');
      for (let step = 1; step <= steps; step++) {
        await sleep(pause, undefined, { signal });
        progress(step, steps, { width: 8, height: 8, rgb: new Uint8Array(192).fill(step) });
      }
      return { image: given };
    },
  },
  {
    ...plain,
    type: 'test/heavy',
    title: 'Heavy',
    lane: 'inference',
    inputs: { image, seconds: { kind: 'float', min: 0, max: 100, default: 1 } },
    outputs: { image: { socket: IMAGE } },
    async run({ image: given, seconds }, { signal }) {
      await sleep(seconds * 1000, undefined, { signal });
      return { image: given };
    },
  },
  {
    ...plain,
    type: 'test/wait',
    title: 'Wait',
    inputs: { image, file: { kind: 'text', default: '' } },
    outputs: { image: { socket: IMAGE } },
    async run({ image: given, file }, { signal }) {
      while (!existsSync(file)) await sleep(10, undefined, { signal });
      return { image: given };
    },
  },
  {
    ...plain,
    type: 'test/fail',
    title: 'Fail',
    inputs: { image, prompt: { kind: 'text', default: '' } },
    outputs: { image: { socket: IMAGE } },
    run() {
      throw Object.assign(new Error('The prompt is out of luck.'), { code: 'unlucky', details: { field: 'prompt' } });
    },
  },
  {
    ...plain,
    type: 'test/crash',
    title: 'Crash',
    inputs: { image, log: { kind: 'text', default: '' } },
    outputs: { image: { socket: IMAGE } },
    run({ log }) {
      appendFileSync(log, 'x');
      process.kill(process.pid, 'SIGKILL');
      return new Promise(() => {});
    },
  },
];
