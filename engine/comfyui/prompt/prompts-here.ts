/** Prompts of ComfyUI's clients, checked against the nodes that have a counterpart here, and as workflows of ours. */
import type { NodeRegistry } from '../../graph/registry.ts';
import { WORKFLOW_FORMAT, WORKFLOW_VERSION } from '../../workflow/schema.ts';
import { WorkflowError } from '../../workflow/workflow-error.ts';
import type { ComfyNodes } from '../define.ts';
import { type Choices, objectInfo } from '../object-info.ts';
import type { ApiPrompt, CheckedPrompt, ComfyPrompts, PromptWorkflow } from '../prompts.ts';
import { translate } from '../translate/translate.ts';
import { tooDeep } from '../problems.ts';
import { noCounterpart, outputsFailed, unreadable } from './errors.ts';
import { readPrompt } from './read-prompt.ts';
import { validatePrompt } from './validate.ts';

/** Names the prompt in errors. */
const WHERE = 'The prompt';

/**
 * @param nodes theirs, by class.
 * @param registry ours.
 * @param choices asked for anew each time: files come and go.
 */
export function promptsHere(nodes: ComfyNodes, registry: NodeRegistry, choices: () => Promise<Choices>): ComfyPrompts {
  return {
    async objectInfo() {
      const now = await choices();
      return Object.fromEntries([...nodes].map(([name, node]) => [name, objectInfo(node, now)]));
    },
    async check(prompt, wanted) {
      const deep = tooDeep(prompt);
      if (deep !== undefined) return { isValid: false, error: unreadable(deep), nodeErrors: {} };
      const checked = validatePrompt(prompt, wanted, { nodes, choices: await choices() });
      return checked.isValid ? withCounterparts(checked, nodes, registry) : checked;
    },
    toWorkflow: (prompt, outputs) => toWorkflow(prompt, outputs, nodes, registry),
  };
}

/** Leaves out outputs that need a node which has no counterpart as it is set. */
function withCounterparts(
  checked: Extract<CheckedPrompt, { isValid: true }>,
  nodes: ComfyNodes,
  registry: NodeRegistry,
): CheckedPrompt {
  const { prompt } = checked;
  const refused = refusals(prompt, checked.goodOutputs, nodes, registry);
  if (refused.length === 0) return checked;
  const needs = new Map(checked.goodOutputs.map((output) => [output, neededBy(prompt, [output])]));
  const nodeErrors = { ...checked.nodeErrors };
  for (const { node, message } of refused) {
    nodeErrors[node] = {
      errors: [noCounterpart(message)],
      dependent_outputs: checked.goodOutputs.filter((output) => needs.get(output)?.[node]),
      class_type: prompt[node]?.class_type ?? '',
    };
  }
  const goodOutputs = checked.goodOutputs.filter((output) => !refused.some(({ node }) => needs.get(output)?.[node]));
  if (goodOutputs.length > 0) return { ...checked, goodOutputs, nodeErrors };
  const details = refused.map(({ message }) => `${noCounterpart(message).message}: ${message}`);
  return { isValid: false, error: outputsFailed(details.join('\n')), nodeErrors };
}

/** Nodes without a counterpart; all outputs where the prompt as a whole has none. */
function refusals(
  prompt: ApiPrompt,
  outputs: readonly string[],
  nodes: ComfyNodes,
  registry: NodeRegistry,
): readonly { readonly node: string; readonly message: string }[] {
  try {
    const { workflow } = toWorkflow(prompt, outputs, nodes, registry);
    return Object.values(workflow.nodes).flatMap(({ type, inputs, comfyui }) => {
      if (type !== 'foreign-node') return [];
      return [{ node: (comfyui as { readonly id: string }).id, message: inputs?.['reason'] as string }];
    });
  } catch (error) {
    if (!(error instanceof WorkflowError)) throw error;
    return outputs.map((node) => ({ node, message: error.message }));
  }
}

function toWorkflow(
  prompt: ApiPrompt,
  outputs: readonly string[],
  nodes: ComfyNodes,
  registry: NodeRegistry,
): PromptWorkflow {
  const their = readPrompt(neededBy(prompt, outputs), WHERE);
  const { workflow } = translate(their, { nodes, registry, where: WHERE });
  const targets = Object.entries(workflow.nodes).flatMap(([id, { type, comfyui }]) => {
    const own = comfyui as { readonly id: string };
    return outputs.includes(own.id) && registry.get(type)?.terminal ? [id] : [];
  });
  const whole = { format: WORKFLOW_FORMAT, version: WORKFLOW_VERSION, name: 'ComfyUI prompt', ...workflow } as const;
  return { workflow: whole, targets };
}

/** The outputs, and what they read. */
function neededBy(prompt: ApiPrompt, outputs: readonly string[]): ApiPrompt {
  const needed = new Set(outputs);
  for (const id of needed) {
    for (const value of Object.values(prompt[id]?.inputs ?? {})) {
      if (Array.isArray(value) && value.length === 2 && Object.hasOwn(prompt, String(value[0]))) {
        needed.add(String(value[0]));
      }
    }
  }
  return Object.fromEntries([...needed].flatMap((id) => (prompt[id] ? [[id, prompt[id]]] : [])));
}
