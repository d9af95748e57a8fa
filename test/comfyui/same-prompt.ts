/** Prompts of ComfyUI as what they compute: ids, sharing of nodes, and nodes that only carry a value do not count. */
import type { ApiPrompt } from '../../engine/comfyui/prompts.ts';

/** Classes that a prompt runs for. */
const OUTPUTS = ['SaveImage', 'SaveImageAdvanced', 'PreviewImage', 'PreviewAny', 'ImageCompare'];
const HOLDERS = ['PrimitiveInt', 'PrimitiveFloat', 'PrimitiveBoolean', 'PrimitiveString', 'PrimitiveStringMultiline'];

/** One text for each output node, sorted. */
export function meaning(prompt: ApiPrompt): readonly string[] {
  const known = new Map<string, unknown>();
  const input = (value: unknown): unknown => {
    if (!Array.isArray(value) || value.length !== 2 || typeof value[0] !== 'string') return value;
    const [id, slot] = value as [string, number];
    const node = prompt[id];
    if (!node) return undefined;
    if (HOLDERS.includes(node.class_type)) return input(node.inputs['value']);
    if (node.class_type === 'ComfySwitchNode') {
      const chosen = input(node.inputs['switch']);
      if (typeof chosen === 'boolean') return input(node.inputs[chosen ? 'on_true' : 'on_false']);
    }
    return { slot, of: expanded(id) };
  };
  const expanded = (id: string): unknown => {
    const node = prompt[id];
    if (!node || known.has(id)) return known.get(id);
    const inputs = Object.entries(node.inputs).toSorted(([a], [b]) => (a < b ? -1 : 1));
    const whole = { class: node.class_type, inputs: inputs.map(([name, value]) => [name, input(value)]) };
    known.set(id, whole);
    return whole;
  };
  const ends = Object.keys(prompt).filter((id) => OUTPUTS.includes(prompt[id]?.class_type ?? ''));
  return ends.map((id) => JSON.stringify(expanded(id), null, 1)).toSorted();
}
