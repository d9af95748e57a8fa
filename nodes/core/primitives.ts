/** Primitive values: one value that several nodes share. */
import { defineNode, type NodeDefinition } from '../../engine/graph/define.ts';
import { BOOLEAN, FLOAT, INT, STRING } from '../../engine/graph/socket.ts';

const LARGEST_INT = Number.MAX_SAFE_INTEGER;

const base = { version: 1, category: 'value' } as const;

const wholeNumber = defineNode({
  ...base,
  type: 'whole-number',
  title: 'Whole number',
  description: 'A whole number, also for seeds.',
  inputs: { value: { kind: 'int', min: -LARGEST_INT, max: LARGEST_INT, default: 0, title: 'Value' } },
  outputs: { value: { socket: INT, title: 'Value' } },
  foresee: ({ value }) => ({ value }),
  run: ({ value }) => ({ value }),
});

const decimalNumber = defineNode({
  ...base,
  type: 'number',
  title: 'Number',
  description: 'A number.',
  inputs: { value: { kind: 'float', min: -Number.MAX_VALUE, max: Number.MAX_VALUE, default: 0, title: 'Value' } },
  outputs: { value: { socket: FLOAT, title: 'Value' } },
  foresee: ({ value }) => ({ value }),
  run: ({ value }) => ({ value }),
});

const text = defineNode({
  ...base,
  type: 'text',
  title: 'Text',
  description: 'A text, for example a prompt that several nodes share.',
  inputs: { value: { kind: 'text', multiline: true, default: '', title: 'Text' } },
  outputs: { value: { socket: STRING, title: 'Text' } },
  foresee: ({ value }) => ({ value }),
  run: ({ value }) => ({ value }),
});

const trueOrFalse = defineNode({
  ...base,
  type: 'boolean',
  title: 'True or false',
  description: 'Yes or no, for example for a switch.',
  inputs: { value: { kind: 'boolean', default: true, title: 'Value' } },
  outputs: { value: { socket: BOOLEAN, title: 'Value' } },
  foresee: ({ value }) => ({ value }),
  run: ({ value }) => ({ value }),
});

export const primitives: readonly NodeDefinition[] = [wholeNumber, decimalNumber, text, trueOrFalse];
