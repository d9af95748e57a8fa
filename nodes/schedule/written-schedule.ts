/** Written schedule: noise levels as text. */
import { defineNode } from '../../engine/graph/define.ts';
import { writtenSchedule } from '../../inference/index.ts';
import { SCHEDULE } from '../sockets.ts';

export const writtenScheduleNode = defineNode({
  type: 'written-schedule',
  version: 1,
  title: 'Written schedule',
  category: 'sampling',
  description: 'A schedule of the noise levels that are written here, and no others: one step from each to the next.',
  inputs: {
    sigmas: {
      kind: 'text',
      default: '1, 0.75, 0.5, 0.25, 0',
      title: 'Sigmas',
      tooltip: 'Falling numbers from 1 towards 0. Without a 0 at the end, noise is left.',
    },
  },
  outputs: { schedule: { socket: SCHEDULE, title: 'Schedule' } },
  run: ({ sigmas }) => ({ schedule: writtenSchedule(sigmas) }),
});
