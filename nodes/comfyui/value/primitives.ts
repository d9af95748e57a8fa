/** Nodes that hold one value. */
import { type ComfyNode, defineComfyNode } from '../../../engine/comfyui/define.ts';
import { boolean, type ComfyInput, float, int, text } from '../../../engine/comfyui/inputs.ts';

/** Largest whole number of 64 bits. */
const LARGEST = 2 ** 63 - 1;

/** @param type their type of the value. @param holder our node that holds one. */
function primitive(name: string, title: string, value: ComfyInput, type: string, holder: string): ComfyNode {
  return defineComfyNode({
    class: name,
    title,
    category: 'utilities/primitive',
    schema: 'v3',
    inputs: { value },
    outputs: [{ type }],
    becomes: { type: holder, inputs: { value: 'value' }, outputs: ['value'] },
  });
}

export const primitives: readonly ComfyNode[] = [
  primitive('PrimitiveInt', 'Int', int(undefined, -LARGEST, LARGEST, { control: 'fixed' }), 'INT', 'whole-number'),
  primitive('PrimitiveFloat', 'Float', float(undefined, -LARGEST, LARGEST, { step: 0.1 }), 'FLOAT', 'number'),
  primitive('PrimitiveBoolean', 'Boolean', boolean(), 'BOOLEAN', 'boolean'),
  primitive('PrimitiveString', 'Text', text(), 'STRING', 'text'),
  primitive('PrimitiveStringMultiline', 'Text (Multiline)', text(undefined, { multiline: true }), 'STRING', 'text'),
];
