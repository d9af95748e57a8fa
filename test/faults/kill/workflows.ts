/** Workflows to be killed. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Workflow } from '../../../engine/protocol/index.ts';
import { repoPath } from '../../inference/support/goldens.ts';

export const PACK = join(import.meta.dirname, 'pack.mjs');

const STEPS = 12;

/** A picture that goes through twelve steps and is saved. */
export function chain(seed: number): Workflow {
  const steps = Array.from({ length: STEPS }, (_, index): [string, Workflow['nodes'][string]] => [
    `step-${index + 1}`,
    { type: 'fault/step', inputs: { image: { from: index === 0 ? 'noise.image' : `step-${index}.image` }, amount: 3 } },
  ]);
  return workflowOf('Chain', {
    noise: { type: 'fault/noise', inputs: { seed } },
    ...Object.fromEntries(steps),
    save: { type: 'save-image', inputs: { image: { from: `step-${STEPS}.image` }, prefix: 'chain' } },
  });
}

/** Several pictures of about 600 kB, which are written in more than one piece. */
export function large(seed: number, count = 5): Workflow {
  const seeds = Array.from({ length: count }, (_, index) => seed + index);
  return workflowOf('Large', {
    noise: { type: 'fault/noise', inputs: { seed: { each: seeds }, side: 450 } },
    save: { type: 'save-image', inputs: { image: { from: 'noise.image' }, prefix: 'large' } },
  });
}

/** The shipped text-to-image workflow, with three steps of nano. */
export async function nano(seed: number): Promise<Workflow> {
  const text = await readFile(repoPath('workflows/text-to-image.json'), 'utf8');
  const { nodes, ...rest } = JSON.parse(text) as Workflow;
  const withInputs = (id: string, inputs: Readonly<Record<string, number>>): Workflow['nodes'] => ({
    [id]: { type: '', ...nodes[id], inputs: { ...nodes[id]?.inputs, ...inputs } },
  });
  return { ...rest, nodes: { ...nodes, ...withInputs('schedule', { steps: 3 }), ...withInputs('denoise', { seed }) } };
}

function workflowOf(name: string, nodes: Workflow['nodes']): Workflow {
  return { format: 'inkloom-workflow', version: 3, name, nodes };
}
