/**
 * Wires that are not drawn. Both ends show a name instead: sent from the output, received at the input. The target's
 * view keeps the name by input, so that copies, renames and deletions of nodes take it along.
 */
import type { Workflow } from '../../../engine/protocol/index.ts';
import { t } from '../../i18n/t.ts';
import type { Command } from '../command.ts';
import { type NodeTypes, shapeOf } from '../graph/catalogue.ts';
import { type Wire, wiresFrom, wiresOf } from '../graph/links.ts';
import { set, setNodeView } from './changes.ts';

/** The name that is shown in the place of a wire; undefined for a wire that is drawn. */
export function hiddenName(workflow: Workflow, { to }: Pick<Wire, 'to'>): string | undefined {
  return workflow.view?.nodes?.[to.node]?.hidden?.[to.input];
}

/** Hides wires by the name their output has in the file, or else its title. @param ids ids of wires; see links.ts. */
export function hideWires(workflow: Workflow, types: NodeTypes, ids: readonly string[]): Command {
  const wires = wiresOf(workflow).filter(({ id }) => ids.includes(id));
  return {
    name: t('{count, plural, one {Hide # wire} other {Hide # wires}}', { count: wires.length }),
    patch: wires.flatMap((wire) => nameWire(workflow, wire, nameOf(workflow, types, wire))),
  };
}

export function showWires(workflow: Workflow, ids: readonly string[]): Command {
  const wires = wiresOf(workflow).filter(({ id }) => ids.includes(id));
  return {
    name: t('{count, plural, one {Show # wire} other {Show # wires}}', { count: wires.length }),
    patch: wires.flatMap((wire) => nameWire(workflow, wire, undefined)),
  };
}

/** Renames a hidden wire, and all others that the same output sends by its name. An empty name changes nothing. */
export function renameHiddenWire(workflow: Workflow, id: string, name: string): Command {
  const wire = wiresOf(workflow).find((each) => each.id === id);
  const before = wire && hiddenName(workflow, wire);
  if (!wire || before === undefined || name === '') return { name: t('Rename a wire'), patch: [] };
  const same = siblingsOf(workflow, wire).filter((each) => hiddenName(workflow, each) === before);
  return {
    name: t('Rename wire {before} to {after}', { before, after: name }),
    patch: same.flatMap((each) => nameWire(workflow, each, name)),
  };
}

/** All wires of the output a wire comes from. */
export function siblingsOf(workflow: Workflow, { from }: Wire): readonly Wire[] {
  return wiresFrom(workflow, from.node).filter((wire) => wire.from.output === from.output);
}

function nameOf(workflow: Workflow, types: NodeTypes, wire: Wire): string {
  const sent = siblingsOf(workflow, wire).map((each) => hiddenName(workflow, each));
  const { from } = wire;
  const { outputs } = shapeOf(workflow, types, workflow.nodes[from.node]?.type ?? '');
  return sent.find((name) => name !== undefined) ?? outputs[from.output]?.title ?? from.output;
}

function nameWire(workflow: Workflow, { to }: Wire, name: string | undefined) {
  if (workflow.view?.nodes?.[to.node]) return set(workflow, ['view', 'nodes', to.node, 'hidden', to.input], name);
  return name === undefined ? [] : setNodeView(workflow, to.node, { hidden: { [to.input]: name } });
}
