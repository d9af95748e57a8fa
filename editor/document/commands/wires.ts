/** Commands on wires. */
import type { Change, Workflow } from '../../../engine/protocol/index.ts';
import { t } from '../../i18n/t.ts';
import type { Command } from '../command.ts';
import type { NodeTypes } from '../graph/catalogue.ts';
import { orderEnds } from '../graph/connect.ts';
import { type Wire, type WireEnd, wiresOf } from '../graph/links.ts';
import { mapLinks } from '../graph/links-in-values.ts';
import { groupBy } from '../group-by.ts';
import { nodeTitle, plainTitle } from '../naming/titles.ts';
import { feed } from './feed.ts';

/**
 * Draws a wire; connectionVerdict (connect.ts) says whether it is allowed. The wire replaces a single link or a value,
 * and is appended to a list. Two ends of the same side change nothing.
 */
export function connect(workflow: Workflow, types: NodeTypes, from: WireEnd, to: WireEnd): Command {
  const ends = orderEnds(from, to);
  if (!ends) return { name: t('Connect'), patch: [] };
  const { output, input } = ends;
  return {
    name: connectName(workflow, types, output.node, input.node),
    patch: feed(workflow, types, input, { node: output.node, output: output.name }),
  };
}

/** Leads the end of a wire to another input, in one step. @param wire the id of the wire. */
export function moveWire(workflow: Workflow, types: NodeTypes, wire: string, to: WireEnd): Command {
  const found = wiresOf(workflow).find(({ id }) => id === wire);
  const isThere = found && found.to.node === to.node && found.to.input === to.name;
  if (!found || to.side !== 'input' || isThere) return { name: t('Move a wire'), patch: [] };
  const patch = [...disconnections(workflow, [found]), ...feed(workflow, types, to, found.from)];
  return { name: connectName(workflow, types, found.from.node, to.node), patch };
}

/** @param ids ids of wires; see links.ts. */
export function disconnect(workflow: Workflow, ids: readonly string[]): Command {
  const wires = wiresOf(workflow).filter(({ id }) => ids.includes(id));
  const [first] = wires;
  const name =
    wires.length === 1 && first
      ? t('Disconnect {source} from {target}', {
          source: plainTitle(workflow, first.from.node),
          target: plainTitle(workflow, first.to.node),
        })
      : t('{count, plural, one {Remove # wire} other {Remove # wires}}', { count: wires.length });
  return { name, patch: disconnections(workflow, wires) };
}

/** The changes that remove wires: one for each input they lead to. */
export function disconnections(workflow: Workflow, wires: readonly Wire[]): Change[] {
  const byInput = groupBy(wires, ({ to }) => `${to.node}.${to.input}`);
  return [...byInput.values()].flatMap((group): Change[] => {
    const [first] = group;
    if (!first) return [];
    const { node, input } = first.to;
    const removed = new Set(group.map(({ to }) => to.index ?? 0));
    const value = mapLinks(workflow.nodes[node]?.inputs?.[input], (source, index) =>
      removed.has(index) ? undefined : source,
    );
    const path = ['nodes', node, 'inputs', input];
    return [value === undefined ? { path } : { path, value }];
  });
}

/** Such as "Connect Denoise to Decode latent". */
function connectName(workflow: Workflow, types: NodeTypes, from: string, to: string): string {
  const [source, target] = [nodeTitle(workflow, types, from), nodeTitle(workflow, types, to)];
  return t('Connect {source} to {target}', { source, target });
}
