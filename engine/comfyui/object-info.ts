/** A node of ComfyUI as its interface describes it (`/object_info`). Source: ComfyUI, server.py (node_info). */
import type { ComfyNode } from './define.ts';
import type { ComfyInput } from './inputs.ts';
import type { InputInfo, NodeInfo } from './prompts.ts';

/** What can be chosen now. */
export interface Choices {
  /** Names of the files in a folder of models, such as `loras`. */
  files(folder: string): readonly string[];
  /** Names of the pictures in the input folder. */
  pictures(): readonly string[];
}

export function objectInfo(node: ComfyNode, choices: Choices): NodeInfo {
  const inputs = Object.entries(node.inputs);
  const named = (wanted: boolean) => inputs.filter(([, input]) => (input.optional ?? false) === wanted);
  const [required, optional] = [named(false), named(true)];
  const infos = (some: typeof inputs) => Object.fromEntries(some.map(([name, it]) => [name, inputInfo(it, choices)]));
  const names = (some: typeof inputs) => some.map(([name]) => name);
  return {
    input: { required: infos(required), ...(optional.length > 0 ? { optional: infos(optional) } : {}) },
    input_order: { required: names(required), ...(optional.length > 0 ? { optional: names(optional) } : {}) },
    is_input_list: false,
    output: node.outputs.map(({ type }) => type),
    output_is_list: node.outputs.map(() => false),
    output_name: node.outputs.map(({ type, name }) => name ?? type),
    name: node.class,
    display_name: node.title,
    description: node.description ?? '',
    python_module: 'nodes',
    category: node.category,
    output_node: node.isOutput ?? false,
  };
}

/** A type or the list of choices, with options. */
export function inputInfo(input: ComfyInput, choices: Choices): InputInfo {
  const tooltip = input.tooltip === undefined ? {} : { tooltip: input.tooltip };
  switch (input.kind) {
    case 'link':
      return [input.type, tooltip];
    case 'int':
    case 'float': {
      const { default: value, min, max, step, control } = input;
      const seed = control ? { control_after_generate: true } : {};
      const steps = step === undefined ? {} : { step };
      return [input.kind === 'int' ? 'INT' : 'FLOAT', { default: value, min, max, ...steps, ...seed, ...tooltip }];
    }
    case 'text':
      return ['STRING', { default: input.default, ...(input.multiline ? { multiline: true } : {}), ...tooltip }];
    case 'boolean':
      return ['BOOLEAN', { default: input.default, ...tooltip }];
    case 'combo':
      return [input.options, { ...(input.default === undefined ? {} : { default: input.default }), ...tooltip }];
    case 'file':
      return [choices.files(input.folder), tooltip];
    case 'picture':
      return [choices.pictures(), { image_upload: true, ...tooltip }];
  }
}
