/** Switch: one of two values; the other branch is not computed. */
import { defineNode } from '../../engine/graph/define.ts';
import { ANY } from '../../engine/graph/socket.ts';

export const switchNode = defineNode({
  type: 'switch',
  version: 1,
  title: 'Switch',
  category: 'logic',
  description: 'Gives one of two values. Nodes that only the other value needs are not computed.',
  inputs: {
    condition: { kind: 'boolean', default: true, title: 'Condition' },
    whenTrue: { kind: 'socket', socket: ANY, lazy: true, optional: true, title: 'When true' },
    whenFalse: { kind: 'socket', socket: ANY, lazy: true, optional: true, title: 'When false' },
  },
  outputs: { value: { socket: ANY, title: 'Value' } },
  demand: ({ condition }) => [condition ? 'whenTrue' : 'whenFalse'],
  run({ condition, whenTrue, whenFalse }) {
    const value = condition ? whenTrue : whenFalse;
    if (value === undefined)
      throw new Error(
        `The switch is ${String(condition)}, but its input "${condition ? 'whenTrue' : 'whenFalse'}" is not connected`,
      );
    return { value };
  },
});
