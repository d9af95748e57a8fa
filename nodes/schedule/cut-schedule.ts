/** Cut schedule: some of the steps of a schedule. */
import { defineNode } from '../../engine/graph/define.ts';
import { cutSchedule } from '../../inference/index.ts';
import { knownNumber, knownSteps } from '../foresight.ts';
import { SCHEDULE } from '../sockets.ts';

export const cutScheduleNode = defineNode({
  type: 'cut-schedule',
  version: 1,
  title: 'Cut schedule',
  category: 'sampling',
  description:
    'Takes some of the steps, so that one "Denoise" begins a picture and another goes on with it. ' +
    'The first keeps its noise, the second adds none.',
  inputs: {
    schedule: { kind: 'socket', socket: SCHEDULE, title: 'Schedule' },
    startStep: { kind: 'int', min: 0, max: 10_000, default: 0, title: 'Start', tooltip: 'Steps to leave out before.' },
    endStep: {
      kind: 'int',
      min: 0,
      max: 10_000,
      default: 10_000,
      title: 'End',
      tooltip: 'Step at whose end to stop, counted from the beginning of the whole schedule.',
    },
    keepNoise: {
      kind: 'boolean',
      default: false,
      title: 'Keep noise',
      tooltip: 'When it ends early: stops at the noise level it has reached. Otherwise the last step goes on to 0.',
    },
  },
  outputs: { schedule: { socket: SCHEDULE, title: 'Schedule' } },
  foresee({ schedule, startStep, endStep }) {
    const [steps, start, end] = [knownSteps(schedule), knownNumber(startStep), knownNumber(endStep)];
    if (steps === undefined || start === undefined || end === undefined) return {};
    return { schedule: { steps: Math.max(0, Math.min(steps, end) - start) } };
  },
  run: ({ schedule, startStep: start, endStep: end, keepNoise: keepsNoise }) => ({
    schedule: cutSchedule(schedule, { start, end, keepsNoise }),
  }),
});
