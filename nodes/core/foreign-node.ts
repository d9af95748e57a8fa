/** A node of another program that has no counterpart here. It holds its links, and fails only when it is needed. */
import { defineNode, type OutputMap } from '../../engine/graph/define.ts';
import { ANY } from '../../engine/graph/socket.ts';

/** In the order of the other program; links to further ones are left out. */
const OUTPUTS = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth'];

const outputs: OutputMap = Object.fromEntries(
  OUTPUTS.map((name, i) => [name, { socket: ANY, title: `Output ${i + 1}` }]),
);

export const foreignNode = defineNode({
  type: 'foreign-node',
  version: 1,
  title: 'Foreign node',
  category: 'logic',
  description:
    'Keeps the place of a node that a workflow of ComfyUI has and Inkloom lacks, and is exported as it came. ' +
    'What needs its result cannot run: put another node in its place.',
  inputs: {
    name: { kind: 'text', default: '', title: 'Node', tooltip: 'Its class in ComfyUI.' },
    reason: { kind: 'text', default: '', title: 'Why', tooltip: 'Why it cannot run here.' },
    linked: { kind: 'socket', socket: ANY, list: true, lazy: true, optional: true, title: 'Inputs' },
  },
  outputs,
  reuse: 'never',
  demand: () => [],
  foresee: ({ name, reason }) => refuse(String(name), String(reason)),
  run: ({ name, reason }): Record<string, unknown> => refuse(name, reason),
});

function refuse(name: string, reason: string): never {
  throw new Error(`"${name}" ${reason}. Put a node of Inkloom in its place, or remove what needs its result`);
}
