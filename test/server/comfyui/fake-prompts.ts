/** A handful of ComfyUI's nodes that stand for nodes without models, and a validation that knows its simplest rules. */
import type { ApiPrompt, ComfyPrompts, NodeErrors, NodeInfo, PromptError } from '../../../engine/comfyui/prompts.ts';
import type { Workflow } from '../../../engine/protocol/index.ts';

interface FakeNode {
  readonly type: string;
  /** Our inputs by theirs. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly info: Partial<NodeInfo>;
}

const IMAGE = { required: { image: ['IMAGE', {}] } } as const;

const NODES: Readonly<Record<string, FakeNode>> = {
  Picture: {
    type: 'test/picture',
    inputs: { shade: 'shade' },
    info: { input: { required: { shade: ['INT', { default: 0, min: 0, max: 255 }] } }, output: ['IMAGE'] },
  },
  Slow: {
    type: 'test/slow',
    inputs: { image: 'image', steps: 'steps', pause: 'pause' },
    info: { input: { required: { ...IMAGE.required, steps: ['INT', { default: 10 }] } }, output: ['IMAGE'] },
  },
  Fail: { type: 'test/fail', inputs: { image: 'image' }, info: { input: IMAGE, output: ['IMAGE'] } },
  LoadImage: {
    type: 'load-image',
    inputs: { image: 'image' },
    info: { input: { required: { image: [['example.png'], { image_upload: true }] } }, output: ['IMAGE', 'MASK'] },
  },
  SaveImage: {
    type: 'save-image',
    inputs: { images: 'image', filename_prefix: 'prefix' },
    info: {
      input: { required: { images: ['IMAGE', {}], filename_prefix: ['STRING', { default: 'ComfyUI' }] } },
      output_node: true,
    },
  },
  PreviewImage: {
    type: 'preview-image',
    inputs: { images: 'image' },
    info: { input: { required: { images: ['IMAGE', {}] } }, output_node: true },
  },
  PreviewAny: {
    type: 'preview-text',
    inputs: { source: 'value' },
    info: { input: { required: { source: ['*', {}] } }, output_node: true },
  },
  UNETLoader: {
    type: 'test/picture',
    inputs: {},
    info: { input: { required: { unet_name: [['b.safetensors', 'a.safetensors', 'default'], {}] } } },
  },
};

export const FAKE_PROMPTS: ComfyPrompts = {
  objectInfo: async () => INFOS,
  async check(prompt, wanted) {
    const nodes = prompt as ApiPrompt;
    for (const [id, { class_type: name }] of Object.entries(nodes))
      if (!NODES[name])
        return {
          isValid: false,
          error: error('missing_node_type', `Node '${name}' not found.`, `#${id}`),
          nodeErrors: {},
        };
    const outputs = Object.keys(nodes).filter(
      (id) => NODES[nodes[id]?.class_type ?? '']?.info.output_node && (wanted?.includes(id) ?? true),
    );
    if (outputs.length === 0)
      return { isValid: false, error: error('prompt_no_outputs', 'Prompt has no outputs', ''), nodeErrors: {} };
    const nodeErrors = missingInputs(nodes, outputs);
    const goodOutputs = outputs.filter((id) => !nodeErrors[id]);
    if (goodOutputs.length > 0) return { isValid: true, prompt: nodes, goodOutputs, nodeErrors };
    const failed = error('prompt_outputs_failed_validation', 'Prompt outputs failed validation', '');
    return { isValid: false, error: failed, nodeErrors };
  },
  toWorkflow(prompt, outputs) {
    const nodes = Object.entries(prompt).map(([id, { class_type: name, inputs }]) => {
      const node = NODES[name]!;
      const given = Object.entries(inputs).map(([input, value]) => [node.inputs[input] ?? input, ours(value)]);
      return [`n${id}`, { type: node.type, inputs: Object.fromEntries(given), comfyui: { id, class: name } }];
    });
    const workflow = { format: 'inkloom-workflow', version: 3, name: 'prompt', nodes: Object.fromEntries(nodes) };
    return { workflow: workflow as Workflow, targets: outputs.map((id) => `n${id}`) };
  },
};

/** Nodes without outputs of their own kind: the first output is named as our nodes name theirs. */
function ours(value: unknown): unknown {
  return Array.isArray(value) ? { from: `n${String(value[0])}.image` } : value;
}

function missingInputs(nodes: ApiPrompt, outputs: readonly string[]): NodeErrors {
  const errors = outputs.flatMap((id) => {
    const { class_type: name, inputs } = nodes[id]!;
    const missing = Object.keys(NODES[name]?.info.input?.required ?? {}).filter((input) => inputs[input] === undefined);
    if (missing.length === 0) return [];
    const found = missing.map((input) => ({
      ...error('required_input_missing', 'Required input is missing', input),
      extra_info: { input_name: input },
    }));
    return [[id, { errors: found, dependent_outputs: [id], class_type: name }] as const];
  });
  return Object.fromEntries(errors);
}

function error(type: string, message: string, details: string): PromptError {
  return { type, message, details, extra_info: {} };
}

const INFOS = Object.fromEntries(
  Object.entries(NODES).map(([name, { info }]) => [
    name,
    {
      input: {},
      input_order: {},
      output: [],
      output_is_list: [],
      output_name: [],
      name,
      display_name: name,
      description: '',
      category: 'test',
      output_node: false,
      ...info,
    },
  ]),
);
