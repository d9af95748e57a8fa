/**
 * Problems with the weights that a graph asks for. They are collected, so that a user with the wrong file sees all of
 * them at once and not one per run.
 */
import { InferenceError } from '../errors.ts';

/** Problems that an error message lists; the others are counted. */
const SHOWN = 10;

/** Headings of the message, by the subject of the first problem. */
const HEADINGS = {
  config: 'the weights do not fit config.json',
  encoding: 'the weights are stored in a way that graphs cannot hold',
  adapter: 'an adapter does not fit the model',
} as const;

export interface WeightProblem {
  readonly about: keyof typeof HEADINGS;
  readonly code: 'tensor-missing' | 'tensor-mismatch';
  readonly file: string;
  readonly tensor: string;
  readonly expected: string;
  readonly received: string;
}

/** @throws InferenceError with the code and details of the first problem, if there is one, and a list of all. */
export function assertNoProblems(source: string, problems: readonly WeightProblem[]): void {
  const [first] = problems;
  if (!first) return;
  const lines = problems
    .slice(0, SHOWN)
    .map((p) => `  ${p.tensor} (${p.file}): expected ${p.expected}, received ${p.received}`);
  const more = problems.length > SHOWN ? [`  and ${problems.length - SHOWN} more`] : [];
  const { about, code, ...details } = first;
  const message = [`${source}: ${HEADINGS[about]}:`, ...lines, ...more].join('\n');
  throw new InferenceError(code, message, details);
}
