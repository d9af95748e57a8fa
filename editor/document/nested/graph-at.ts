/** The graph of a subgraph in the form of a workflow: everything that works on a workflow works on a subgraph. */
import type { Workflow, WorkflowNode } from '../../../engine/protocol/index.ts';
import type { Subgraphs } from '../graph/subgraph-shape.ts';
import { boundaryType, INPUTS, OUTPUTS } from './boundary.ts';
import { placedView, type View } from './placed-view.ts';

type Subgraph = Subgraphs[string];

interface Known {
  readonly subgraph: Subgraph;
  readonly whole: Workflow;
  readonly graph: Workflow;
}

/** The last graph of each subgraph of an open document, by the nodes of the subgraph. */
const known = new WeakMap<Subgraph['nodes'], Known>();

/**
 * The shown graph. Parts that did not change keep their object identity.
 * @param subgraph name of the subgraph to show; undefined for the workflow itself.
 * @returns undefined when there is no such subgraph.
 */
export function graphAt(whole: Workflow, subgraph: string | undefined): Workflow | undefined {
  if (subgraph === undefined) return whole;
  const definition = Object.hasOwn(whole.subgraphs ?? {}, subgraph) ? whole.subgraphs?.[subgraph] : undefined;
  if (!definition) return undefined;
  const last = known.get(definition.nodes);
  if (last?.subgraph === definition && last.whole === whole) return last.graph;
  const graph = made(whole, subgraph, definition, last);
  known.set(definition.nodes, { subgraph: definition, whole, graph });
  return graph;
}

function made(whole: Workflow, name: string, subgraph: Subgraph, last: Known | undefined): Workflow {
  const { inputs, outputs, nodes: inner, view } = subgraph;
  const isSame = last?.subgraph.inputs === inputs && last?.subgraph.outputs === outputs;
  const nodes =
    isSame && last
      ? last.graph.nodes
      : { [INPUTS]: inputsNode(name, subgraph), ...inner, [OUTPUTS]: outputsNode(name, subgraph) };
  const shownView = isSame && last?.subgraph.view === view ? last?.graph.view : placedView(nodes, view as View);
  const { format, version, name: title, description, subgraphs } = whole;
  return {
    format,
    version,
    name: title,
    ...(description === undefined ? {} : { description }),
    nodes,
    ...(subgraphs ? { subgraphs } : {}),
    ...(shownView ? { view: shownView } : {}),
  };
}

function inputsNode(name: string, { inputs = {} }: Subgraph): WorkflowNode {
  const defaults = Object.entries(inputs).flatMap(([input, { default: value }]) =>
    value === undefined ? [] : [[input, value] as const],
  );
  return { type: boundaryType(INPUTS, name), ...(defaults.length > 0 ? { inputs: Object.fromEntries(defaults) } : {}) };
}

function outputsNode(name: string, { outputs = {} }: Subgraph): WorkflowNode {
  const links = Object.entries(outputs).flatMap(([output, { from }]) =>
    from === undefined ? [] : [[output, { from }] as const],
  );
  return { type: boundaryType(OUTPUTS, name), ...(links.length > 0 ? { inputs: Object.fromEntries(links) } : {}) };
}
