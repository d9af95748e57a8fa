/** A pipeline whose parts are files of their own: which files, and a workflow that loads them. */
import type { Workflow, WorkflowNode } from '../../workflow/schema.ts';

/** Names of models. */
export interface PipelineParts {
  readonly transformer: string;
  readonly textEncoder: string;
  readonly vae: string;
}

/** Where each output of `load-checkpoint` comes from instead: part and output. */
const OUTPUTS = {
  transformer: ['transformer', 'transformer'],
  scheduler: ['transformer', 'scheduler'],
  textEncoder: ['textEncoder', 'textEncoder'],
  vae: ['vae', 'vae'],
} as const satisfies Record<string, readonly [keyof PipelineParts, string]>;

const TYPES = {
  transformer: 'load-transformer',
  textEncoder: 'load-text-encoder',
  vae: 'load-vae',
} as const satisfies Record<keyof PipelineParts, string>;

/** Pixels between loading nodes, one below the other. */
const DISTANCE = 200;

/**
 * The same workflow with a loading node for each part in the place of its first "Load checkpoint". A parameter that
 * named the checkpoint is gone.
 * @returns the workflow itself when it loads no checkpoint.
 */
export function withParts(workflow: Workflow, parts: PipelineParts): Workflow {
  const loader = Object.entries(workflow.nodes).find(([, { type }]) => type === 'load-checkpoint')?.[0];
  if (loader === undefined) return workflow;
  const idOf = (part: keyof PipelineParts): string => `${loader}-${TYPES[part].slice('load-'.length)}`;
  const kinds = Object.keys(TYPES) as (keyof PipelineParts)[];
  const others = Object.entries(workflow.nodes).filter(([id]) => id !== loader);
  const loaders = kinds.map((kind) => [idOf(kind), { type: TYPES[kind], inputs: { [kind]: parts[kind] } }] as const);
  const nodes = others.map(([id, node]) => [id, relinked(node, loader, idOf)] as const);
  const parameters = Object.entries(workflow.parameters ?? {}).filter(
    ([, { sets }]) => !sets.some((target) => target.startsWith(`${loader}.`)),
  );
  return {
    ...workflow,
    parameters: Object.fromEntries(parameters),
    nodes: Object.fromEntries([...loaders, ...nodes]),
    ...viewOf(workflow, loader, kinds.map(idOf)),
  };
}

function relinked(node: WorkflowNode, loader: string, idOf: (part: keyof PipelineParts) => string): WorkflowNode {
  const inputs = Object.entries(node.inputs ?? {}).map(([name, value]) => {
    const from = typeof value === 'object' && value !== null && 'from' in value ? value['from'] : undefined;
    if (typeof from !== 'string' || !from.startsWith(`${loader}.`)) return [name, value] as const;
    const [part, output] = OUTPUTS[from.slice(loader.length + 1) as keyof typeof OUTPUTS];
    return [name, { from: `${idOf(part)}.${output}` }] as const;
  });
  return { ...node, inputs: Object.fromEntries(inputs) };
}

function viewOf({ view }: Workflow, loader: string, ids: readonly string[]): Pick<Workflow, 'view'> {
  const place = view?.nodes?.[loader];
  if (!view || !place) return {};
  const others = Object.entries(view.nodes ?? {}).filter(([id]) => id !== loader);
  const below = ids.map((id, i) => [id, { x: place.x, y: place.y + i * DISTANCE }] as const);
  return { view: { ...view, nodes: Object.fromEntries([...others, ...below]) } };
}
