/** A node of ComfyUI as its interface describes it (`/object_info`). Source: ComfyUI, server.py (node_info). */
import type { ComfyNode, ComfyOutput } from './define.ts';
import type { ComfyInput, ComfyInputs, LinkInput } from './inputs.ts';
import type { InputInfo, NodeInfo } from './prompts.ts';

/** What can be chosen now. */
export interface Choices {
  /** Names of the files in a folder of models, such as `loras`. */
  files(folder: string): readonly string[];
  /** Names of the pictures in the input folder. */
  pictures(): readonly string[];
}

/** The type of links whose type is that of others. */
export const SAME_TYPE = 'COMFY_MATCHTYPE_V3';

type Schema = ComfyNode['schema'];

export function objectInfo(node: ComfyNode, choices: Choices): NodeInfo {
  const { schema, hidden = {} } = node;
  const sections = {
    required: sectionOf(node.inputs, false, choices, schema),
    optional: sectionOf(node.inputs, true, choices, schema),
    hidden: Object.fromEntries(Object.entries(hidden).map(([name, type]) => [name, schema === 'v3' ? [type] : type])),
  };
  const named = Object.entries(sections).filter(
    ([section, inputs]) => section === 'required' || Object.keys(inputs).length > 0,
  );
  return {
    input: Object.fromEntries(named) as NodeInfo['input'],
    input_order: Object.fromEntries(named.map(([section, inputs]) => [section, Object.keys(inputs)])),
    is_input_list: node.takesLists ?? false,
    output: node.outputs.map(typeOf),
    output_is_list: node.outputs.map(({ isList = false }) => isList),
    output_name: node.outputs.map((output) => output.name ?? typeOf(output)),
    name: node.class,
    // In the newer schema, a node without a title of its own has none.
    display_name: schema === 'v3' && node.title === node.class ? null : node.title,
    description: node.description ?? '',
    python_module: 'nodes',
    category: node.category,
    output_node: node.isOutput ?? false,
  };
}

function typeOf({ type, sameAs }: ComfyOutput | LinkInput): string {
  return sameAs === undefined ? type : SAME_TYPE;
}

function sectionOf(
  inputs: ComfyInputs,
  isOptional: boolean,
  choices: Choices,
  schema: Schema,
): Readonly<Record<string, InputInfo>> {
  const some = Object.entries(inputs).filter(([, input]) => (input.optional ?? false) === isOptional);
  return Object.fromEntries(some.map(([name, input]) => [name, inputInfo(input, choices, schema)]));
}

/** A type or the list of choices, with options. */
export function inputInfo(input: ComfyInput, choices: Choices, schema?: Schema): InputInfo {
  const { tooltip, advanced } = input;
  const common = { ...(tooltip === undefined ? {} : { tooltip }), ...(advanced ? { advanced } : {}) };
  switch (input.kind) {
    case 'link':
      return [typeOf(input), { ...common, ...linkOptions(input) }];
    case 'int':
    case 'float': {
      const { min, max, step, round, control } = input;
      const options = { min, max, step, round, control_after_generate: control || undefined };
      return [input.kind === 'int' ? 'INT' : 'FLOAT', { ...common, ...ownDefault(input), ...present(options) }];
    }
    case 'text': {
      const multiline = input.multiline ?? (schema === 'v3' ? false : undefined);
      const options = present({ multiline, dynamicPrompts: input.dynamicPrompts });
      return ['STRING', { ...common, ...ownDefault(input), ...options }];
    }
    case 'boolean':
      return ['BOOLEAN', { ...common, ...ownDefault(input) }];
    case 'combo':
      return chosenFrom(input.options, { ...common, ...ownDefault(input) }, schema);
    case 'file':
      return chosenFrom(filesFor(input, choices), common, schema);
    case 'picture':
      return chosenFrom(choices.pictures(), { ...common, image_upload: true }, schema);
    case 'cases':
      return ['COMFY_DYNAMICCOMBO_V3', { ...common, ...casesOptions(input, choices) }];
    case 'growing': {
      const { item, type, prefix, min, max } = input;
      return [
        'COMFY_AUTOGROW_V3',
        { ...common, template: { input: { required: { [item]: [type, {}] } }, prefix, min, max } },
      ];
    }
    case 'editor':
      return [input.type, { ...common, socketless: true }];
  }
}

/** The files that an input offers. */
export function filesFor(
  { folder, ending = '' }: Pick<Extract<ComfyInput, { kind: 'file' }>, 'folder' | 'ending'>,
  choices: Choices,
): readonly string[] {
  return choices.files(folder).filter((name) => name.toLowerCase().endsWith(ending));
}

function linkOptions({ type, sameAs, lazy }: LinkInput): Readonly<Record<string, unknown>> {
  return {
    ...(lazy ? { lazy } : {}),
    ...(sameAs === undefined ? {} : { template: { template_id: sameAs, allowed_types: type } }),
  };
}

function casesOptions(
  { cases, title }: Extract<ComfyInput, { kind: 'cases' }>,
  choices: Choices,
): Readonly<Record<string, unknown>> {
  const options = Object.entries(cases).map(([key, inputs]) => {
    const optional = sectionOf(inputs, true, choices, 'v3');
    const required = sectionOf(inputs, false, choices, 'v3');
    return { key, inputs: { required, ...(Object.keys(optional).length > 0 ? { optional } : {}) } };
  });
  return { ...(title === undefined ? {} : { display_name: title }), options };
}

/** The newer schema has a type for choices, the older one a list in its place. */
function chosenFrom(options: readonly string[], more: Readonly<Record<string, unknown>>, schema: Schema): InputInfo {
  return schema === 'v3' ? ['COMBO', { ...more, multiselect: false, options }] : [options, more];
}

function ownDefault(input: { readonly default?: unknown }): { readonly default?: unknown } {
  return input.default === undefined ? {} : { default: input.default };
}

function present(options: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}
