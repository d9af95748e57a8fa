// The controls of a denoise step: whose they are, and the noise levels at which those that values carry act.
import { describe, expect, it } from 'vitest';
import { zeros } from '../../../inference/tensor.ts';
import { stepControls, type ControlledStep } from '../../../nodes/conditioning/step-controls.ts';
import type { Control } from '../../../nodes/sockets.ts';

const ref = { dir: '/models/net', digest: 'net' };
const latent = { samples: zeros([1, 16, 2, 2]), scale: 8 };
const control = (digest: string, more: Partial<Control> = {}): Control => ({
  controlNet: { ...ref, digest, takesMask: false },
  latent,
  strength: 0.7,
  start: 0,
  end: 1,
  ...more,
});
const prompt = { embeds: zeros([3, 4]) };
const transformer = { dir: '/models/transformer', digest: 't', patch: 2, latentChannels: 16, textWidth: 4 };
const step: ControlledStep = {
  control: [],
  transformer,
  positive: prompt,
  negative: prompt,
  sigma: 0.6,
  begin: 0,
  end: 0.5,
};

const named = (changes: Partial<ControlledStep>) =>
  stepControls({ ...step, ...changes }).map(({ controlNet, only, strength }) => [controlNet.digest, only, strength]);

describe('the controls of a step', () => {
  it('are those of the denoise node, of the transformer and of both prompts', () => {
    const both = control('both');
    expect(
      named({
        control: [control('own')],
        transformer: { ...transformer, controls: [control('patch')] },
        positive: { ...prompt, controls: [both, control('p')] },
        // As after the cache: equal, not the same.
        negative: { ...prompt, controls: [structuredClone(both), control('n')] },
      }),
    ).toEqual([
      ['own', undefined, 0.7],
      ['patch', undefined, 0.7],
      ['both', undefined, 0.7],
      ['p', 'positive', 0.7],
      ['n', 'negative', 0.7],
    ]);
  });

  it('leave out those of a prompt that no prediction is made for', () => {
    const positive = { ...prompt, controls: [control('p')] };
    expect(named({ positive, negative: undefined })).toEqual([['p', 'positive', 0.7]]);
  });

  it('act by shares of the steps when the denoise node has them', () => {
    expect(named({ control: [control('first', { end: 0.5 }), control('later', { start: 0.1 })] })).toEqual([
      ['first', undefined, 0.7],
      ['later', undefined, 0],
    ]);
  });

  // ComfyUI's percent_to_sigma for shift 3.1: 0.2 is 0.9253731, 0.5 is 0.7560976, 0.8 is 0.4366197.
  it.each([
    ['before its start', 0.93, 0.2, 1, 0],
    ['from its start on', 0.92, 0.2, 1, 0.7],
    ['up to its end', 0.44, 0.2, 0.8, 0.7],
    ['after its end', 0.43, 0.2, 0.8, 0],
    ['at its start', Math.fround(0.7560975609756098), 0.5, 1, 0.7],
    ['at pure noise', 1, 0, 1, 0.7],
  ])('that a value carries, %s', (_, sigma, start, end, strength) => {
    const controls = [control('carried', { start, end })];
    const shifted = { ...transformer, samplingSigmas: { shift: 3.1, levels: 1000 }, controls };
    expect(named({ transformer: shifted, sigma })).toEqual([['carried', undefined, strength]]);
  });
});
