/** Joins or removes the wires that leave removed nodes. */
import { canConnect, type Change, type LinkSource, socketOf, type Workflow } from '../../../engine/protocol/index.ts';
import { type NodeTypes, shapeOf } from '../graph/catalogue.ts';
import { linksOf } from '../graph/links.ts';
import { mapLinks } from '../graph/links-in-values.ts';
import { givenType } from '../graph/socket-types.ts';
import { REROUTE } from '../layout/geometry.ts';
import { set } from './changes.ts';

export interface Removal {
  /** Ids of the removed nodes. */
  readonly gone: ReadonlySet<string>;
  /** Ids of the removed wires. */
  readonly cut: ReadonlySet<string>;
  /** Whether every removed node passes its source on; otherwise only reroutes do. */
  readonly heal: boolean;
}

/** The changes to inputs of remaining nodes that are linked to removed ones. */
export function relinkAround(workflow: Workflow, types: NodeTypes, removal: Removal): Change[] {
  const remaining = Object.entries(workflow.nodes).filter(([id]) => !removal.gone.has(id));
  return remaining.flatMap(([id, node]) =>
    Object.entries(node.inputs ?? {}).flatMap(([input, value]) =>
      relinkInput(workflow, types, removal, { node: id, input, value }),
    ),
  );
}

function relinkInput(
  workflow: Workflow,
  types: NodeTypes,
  removal: Removal,
  { node, input, value }: { readonly node: string; readonly input: string; readonly value: unknown },
): Change[] {
  const { gone, cut } = removal;
  if (!linksOf(node, input, value).some(({ from }) => gone.has(from.node))) return [];
  const next = mapLinks(value, (source, index) => {
    const isCut = cut.has(`${node}.${input}`) || cut.has(`${node}.${input}#${index}`);
    return isCut ? undefined : replacement(workflow, types, removal, source);
  });
  return next === value ? [] : set(workflow, ['nodes', node, 'inputs', input], next);
}

/**
 * The source of a link once nodes are removed: what a removed source passes on, followed through other removed nodes.
 * @param path removed nodes visited.
 * @returns undefined when the link is lost.
 */
function replacement(
  workflow: Workflow,
  types: NodeTypes,
  removal: Removal,
  source: LinkSource,
  path: readonly string[] = [],
): LinkSource | undefined {
  if (!removal.gone.has(source.node)) return source;
  const node = workflow.nodes[source.node];
  const passesOn = removal.heal || node?.type === REROUTE.type;
  if (!node || !passesOn || path.includes(source.node)) return undefined;
  const type = givenType(workflow, types, source.node, source.output) ?? 'any';
  const inputs = Object.entries(shapeOf(workflow, types, node.type).inputs);
  const [passed] = inputs
    .filter(([, definition]) => canConnect(socketOf(definition), type))
    .flatMap(([name]) => linksOf(source.node, name, node.inputs?.[name]));
  return passed && replacement(workflow, types, removal, passed.from, [...path, source.node]);
}
