/** A workflow of ours as the prompt that ComfyUI's server runs: one flat graph without subgraphs and modes. */
import { checkFlatSize, FLAT_NODES, inlinedSize } from '../../graph/flatten/budget.ts';
import { applyModes } from '../../graph/flatten/modes.ts';
import { removeReroutes } from '../../graph/flatten/reroutes.ts';
import { signatures } from '../../graph/flatten/signature.ts';
import { inlineSubgraphs } from '../../graph/flatten/subgraphs.ts';
import { SUBGRAPH_PREFIX } from '../../graph/flatten/subgraph-type.ts';
import { GraphError } from '../../graph/graph-error.ts';
import type { GraphIssue } from '../../graph/issues.ts';
import type { Workflow } from '../../workflow/schema.ts';
import type { ApiPrompt, PromptNode } from '../prompts.ts';
import { giveIds } from './ids.ts';
import { originOf, type SourceNode, withKept } from './source-node.ts';
import { writeGraph } from './write-graph.ts';
import { contextFor, type Exported, type ExportOptions, finish } from './exported.ts';
import type { WrittenInput, WrittenNode } from './written.ts';

/**
 * Muted and bypassed nodes are left out, as ComfyUI's editor does it.
 * @throws WorkflowError naming each input of ours that has no counterpart, and what would do.
 * @throws GraphError for subgraphs that do not fit together, and for too many nodes.
 */
export function toPrompt(workflow: Workflow, options: ExportOptions): Exported<ApiPrompt> {
  checkFlatSize(inlinedSize(workflow), FLAT_NODES);
  const issues: GraphIssue[] = [];
  const subgraphs = Object.entries(workflow.subgraphs ?? {}).map(([name, each]) => {
    return [name, { ...each, nodes: withKept(each.nodes) }] as const;
  });
  const whole = { nodes: withKept(workflow.nodes), subgraphs: Object.fromEntries(subgraphs) };
  const { nodes } = applyModes(inlineSubgraphs(whole, issues), signatures(workflow, options.registry));
  if (issues.length > 0) throw new GraphError(issues);
  const flat = [...removeReroutes(nodes)].map(([id, node]): [string, SourceNode] => [id, withPath(id, node, workflow)]);
  const context = contextFor(workflow, options);
  const { nodes: written } = writeGraph(new Map(flat), [], {}, context);
  giveIds(written, () => true);
  const prompt = Object.fromEntries(written.map((node) => [node.id, promptNode(node, options)]));
  return finish(prompt, context, options.where);
}

/** Ids of theirs inside of a subgraph have those of its instances in front. */
function withPath(id: string, node: SourceNode, workflow: Workflow): SourceNode {
  const origin = originOf(node);
  if (!origin) return node;
  const ids: (string | undefined)[] = [];
  let nodes: Readonly<Record<string, SourceNode>> = workflow.nodes;
  for (const part of id.split(':')) {
    const at = Object.hasOwn(nodes, part) ? nodes[part] : undefined;
    ids.push(at && originOf(at)?.id);
    nodes = workflow.subgraphs?.[at?.type.slice(SUBGRAPH_PREFIX.length) ?? '']?.nodes ?? {};
  }
  if (ids.includes(undefined)) return { ...node, comfyui: { ...(node.comfyui as object), id: '' } };
  const before = ids.slice(0, -1).map((each) => `${each}:`);
  const { made = {} } = node.comfyui as { readonly made?: Readonly<Record<string, { readonly id: string }>> };
  const placed = Object.entries(made).map(([path, each]) => [path, { ...each, id: `${before.join('')}${each.id}` }]);
  return {
    ...node,
    comfyui: { ...(node.comfyui as object), id: ids.join(':'), made: Object.fromEntries(placed) as object },
  };
}

function promptNode(node: WrittenNode, { theirs }: ExportOptions): PromptNode {
  const inputs = [...node.inputs].map(([name, input]) => [name, promptInput(input)] as const);
  const title = node.title ?? theirs.get(node.class)?.title ?? node.class;
  return { class_type: node.class, inputs: Object.fromEntries(inputs), _meta: { title } };
}

/** Every list is taken for a link, so one that is a value is wrapped. Source: ComfyUI, execution.py. */
function promptInput(input: WrittenInput): unknown {
  if (input.kind === 'link') return input.from === 'inputs' ? undefined : [input.from.id, input.slot];
  return Array.isArray(input.value) ? { __value__: input.value } : input.value;
}
