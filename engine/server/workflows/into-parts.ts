/** Puts loaders of the parts of a model in the place of the loader of the whole. */
import { readLink } from '../../graph/graph.ts';
import type { Workflow, WorkflowNode } from '../../workflow/schema.ts';

/** The loader of whole models. */
export const WHOLE = 'load-checkpoint';

interface Loader {
  readonly type: string;
  /** Outputs that the loader of the whole has too. */
  readonly outputs: readonly string[];
  /** From the place of the loader of the whole, in canvas pixels. */
  readonly offset: { readonly x: number; readonly y: number };
}

/** By the name of their only required input. */
const LOADERS = {
  transformer: { type: 'load-transformer', outputs: ['transformer', 'scheduler'], offset: { x: 0, y: 0 } },
  textEncoder: { type: 'load-text-encoder', outputs: ['textEncoder'], offset: { x: -320, y: 0 } },
  vae: { type: 'load-vae', outputs: ['vae'], offset: { x: -320, y: 260 } },
} as const satisfies Readonly<Record<string, Loader>>;

/** Names of models by the part that they are loaded as. */
export type PartNames = Readonly<Record<keyof typeof LOADERS, string>>;

type Inputs = NonNullable<WorkflowNode['inputs']>;

/** @param id of the loader of the whole; it goes, and a parameter that sets its model sets the transformer. */
export function intoParts(workflow: Workflow, id: string, names: PartNames): Workflow {
  const { [id]: whole, ...others } = workflow.nodes;
  if (!whole) return workflow;
  const moved = new Map<string, string>();
  const loaders: Record<string, WorkflowNode> = {};
  const { [id]: place, ...places } = workflow.view?.nodes ?? {};
  for (const [part, { type, outputs, offset }] of Object.entries(LOADERS)) {
    const own = freeId(part, others);
    loaders[own] = { type, inputs: { [part]: names[part as keyof PartNames] } };
    for (const output of outputs) moved.set(`${id}.${output}`, `${own}.${output}`);
    if (part === 'transformer') moved.set(`${id}.checkpoint`, `${own}.${part}`);
    if (place) places[own] = { x: place.x + offset.x, y: place.y + offset.y };
  }
  const nodes = Object.entries(others).map(([other, node]) => [
    other,
    node.inputs ? { ...node, inputs: relinked(node.inputs, moved) } : node,
  ]);
  const parameters = Object.entries(workflow.parameters ?? {}).map(([name, parameter]) => [
    name,
    { ...parameter, sets: parameter.sets.map((set) => moved.get(set) ?? set) },
  ]);
  return {
    ...workflow,
    nodes: { ...loaders, ...Object.fromEntries(nodes) },
    ...(workflow.parameters ? { parameters: Object.fromEntries(parameters) } : {}),
    ...(workflow.view ? { view: { ...workflow.view, nodes: places } } : {}),
  };
}

function freeId(wanted: string, nodes: Workflow['nodes']): string {
  return Object.hasOwn(nodes, wanted) ? freeId(`${wanted}-file`, nodes) : wanted;
}

/** @param moved sources by the source in whose place they come, both as `node.output`. */
function relinked(inputs: Inputs, moved: ReadonlyMap<string, string>): Inputs {
  const relink = (value: Inputs[string]): Inputs[string] => {
    if (Array.isArray(value)) return value.map(relink);
    const link = readLink(value);
    const from = link && moved.get(`${link.node}.${link.output}`);
    return from === undefined ? value : { from };
  };
  return Object.fromEntries(Object.entries(inputs).map(([name, value]) => [name, relink(value)]));
}
