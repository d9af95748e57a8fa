/** The outputs that an input can be connected to. */
import { canConnect, type Workflow } from '../../../engine/protocol/index.ts';
import { type NodeTypes, shapeOf } from '../../document/graph/catalogue.ts';
import { connectionVerdict } from '../../document/graph/connect.ts';
import { wiresOf } from '../../document/graph/links.ts';
import { askedTypes, givenType } from '../../document/graph/socket-types.ts';
import { nodeTitle } from '../../document/naming/titles.ts';
import { socketTitle } from '../text/node.ts';

export interface Source {
  readonly node: string;
  readonly output: string;
  /** For example "Load checkpoint: VAE". */
  readonly title: string;
}

type Nodes = Workflow['nodes'];

/** For each node, the nodes it feeds. */
const feeding = new WeakMap<Nodes, ReadonlyMap<string, readonly string[]>>();
/** For each node its title, with its id if another node has the same title. */
const naming = new WeakMap<Nodes, ReadonlyMap<string, string>>();

function feeds(workflow: Workflow): ReadonlyMap<string, readonly string[]> {
  const known = feeding.get(workflow.nodes);
  if (known) return known;
  const made = new Map<string, string[]>();
  for (const { from, to } of wiresOf(workflow)) made.set(from.node, [...(made.get(from.node) ?? []), to.node]);
  feeding.set(workflow.nodes, made);
  return made;
}

function names(workflow: Workflow, types: NodeTypes): ReadonlyMap<string, string> {
  const known = naming.get(workflow.nodes);
  if (known) return known;
  const titles = Object.keys(workflow.nodes).map((id) => [id, nodeTitle(workflow, types, id)] as const);
  const counts = new Map<string, number>();
  for (const [, title] of titles) counts.set(title, (counts.get(title) ?? 0) + 1);
  const made = new Map(titles.map(([id, title]) => [id, (counts.get(title) ?? 0) > 1 ? `${title} (${id})` : title]));
  naming.set(workflow.nodes, made);
  return made;
}

/** The node and all nodes that depend on it. A link from any of these would make a cycle. */
function after(workflow: Workflow, node: string): ReadonlySet<string> {
  const next = feeds(workflow);
  const found = new Set<string>();
  const open = [node];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (found.has(id)) continue;
    found.add(id);
    open.push(...(next.get(id) ?? []));
  }
  return found;
}

/** @param linked outputs (`node.output`) that the input is connected to now. They are listed in any case. */
export function sourcesFor(
  workflow: Workflow,
  types: NodeTypes,
  node: string,
  input: string,
  linked: ReadonlySet<string>,
): Source[] {
  const later = after(workflow, node);
  const titles = names(workflow, types);
  const asked = askedTypes(workflow, types, node, input);
  const fits = (id: string, output: string): boolean => {
    const given = givenType(workflow, types, id, output);
    if (given !== undefined) return asked.every((type) => canConnect(given, type));
    // A reroute without a source has no type yet. It must fit everything it feeds.
    const from = { node: id, side: 'output', name: output } as const;
    return connectionVerdict(workflow, types, from, { node, side: 'input', name: input }).ok;
  };
  return Object.entries(workflow.nodes).flatMap(([id, { type }]): Source[] => {
    if (later.has(id)) return [];
    const title = titles.get(id) ?? id;
    const outputs = Object.entries(shapeOf(workflow, types, type).outputs);
    return outputs
      .filter(([output]) => linked.has(`${id}.${output}`) || fits(id, output))
      .map(([output, definition]) => ({
        node: id,
        output,
        title: outputs.length > 1 ? `${title}: ${socketTitle(output, definition)}` : title,
      }));
  });
}
