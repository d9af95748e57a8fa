/** First sigma: the noise level that a schedule begins at. */
import { defineNode } from '../../engine/graph/define.ts';
import { withFirstSigma } from '../../inference/index.ts';
import { SCHEDULE } from '../sockets.ts';

export const firstSigma = defineNode({
  type: 'first-sigma',
  version: 1,
  title: 'First sigma',
  category: 'sampling',
  description: 'Sets the noise level that a schedule begins at. The other levels stay as they are.',
  inputs: {
    schedule: { kind: 'socket', socket: SCHEDULE, title: 'Schedule' },
    sigma: { kind: 'float', min: 0, max: 1, step: 0.001, default: 1, title: 'Sigma' },
  },
  outputs: { schedule: { socket: SCHEDULE, title: 'Schedule' } },
  foresee: ({ schedule }) => ({ schedule }),
  run: ({ schedule, sigma }) => ({ schedule: withFirstSigma(schedule, sigma) }),
});
