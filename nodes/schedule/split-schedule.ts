/** Split schedule: the two parts of a schedule before and after one of its steps. */
import { defineNode } from '../../engine/graph/define.ts';
import { cutSchedule, stepCount, stepOfShare } from '../../inference/index.ts';
import { SCHEDULE } from '../sockets.ts';

export const splitSchedule = defineNode({
  type: 'split-schedule',
  version: 1,
  title: 'Split schedule',
  category: 'sampling',
  description: 'Two parts of a schedule, for two "Denoise" one after another. The second adds no noise.',
  inputs: {
    schedule: { kind: 'socket', socket: SCHEDULE, title: 'Schedule' },
    by: {
      kind: 'choice',
      options: ['step', 'share'],
      default: 'step',
      title: 'By',
      tooltip: 'step: the number of steps before. share: the share of all steps that comes after.',
    },
    step: { kind: 'int', min: 0, max: 10_000, default: 0, title: 'Step' },
    share: { kind: 'float', min: 0, max: 1, step: 0.01, default: 1, title: 'Share' },
  },
  outputs: {
    before: { socket: SCHEDULE, title: 'Before' },
    after: { socket: SCHEDULE, title: 'After' },
  },
  run({ schedule, by, step, share }) {
    const at = by === 'step' ? Math.min(step, stepCount(schedule)) : stepOfShare(schedule, share);
    const cut = (start: number, end: number) => cutSchedule(schedule, { start, end, keepsNoise: true });
    return { before: cut(0, at), after: cut(at, stepCount(schedule)) };
  },
});
