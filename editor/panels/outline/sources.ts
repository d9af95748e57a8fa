/** Outputs that can feed an input. */
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
  /** Such as "Load checkpoint: VAE". */
  readonly title: string;
}

type Nodes = Workflow['nodes'];

/** By node, the nodes it feeds. */
const feeding = new WeakMap<Nodes, ReadonlyMap<string, readonly string[]>>();
/** By node, its title, with its id where another is called the same. */
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

/** The node, and everything that needs it: none of these can feed it. */
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

/** @param linked outputs (`node.output`) that feed it already; they are sources, too. */
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
    // What a reroute without source gives is decided by what it feeds.
    if (given === undefined)
      return connectionVerdict(
        workflow,
        types,
        { node: id, side: 'output', name: output },
        { node, side: 'input', name: input },
      ).ok;
    return asked.every((type) => canConnect(given, type));
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
