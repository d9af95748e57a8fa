/** A part of a workflow: some of its nodes, and what belongs to these. */
import { subgraphsOf } from './subgraphs-of.ts';
import type { Workflow } from './schema.ts';
import { readTarget } from './settables.ts';

/** The workflow with some of its nodes, their subgraphs, the parameters that set them and their places in the view. */
export function keepNodes(workflow: Workflow, kept: ReadonlySet<string>): Workflow {
  const { subgraphs, parameters, view, ...rest } = workflow;
  const nodes = filtered(workflow.nodes, (id) => kept.has(id));
  const used = new Set(Object.values(nodes).flatMap(({ type }) => [...subgraphsOf(workflow, type)]));
  return {
    ...rest,
    ...(parameters ? { parameters: parametersOf(parameters, kept) } : {}),
    nodes,
    ...(used.size > 0 ? { subgraphs: filtered(subgraphs, (name) => used.has(name)) } : {}),
    ...(view ? { view: viewOf(view, kept) } : {}),
  };
}

function parametersOf(
  parameters: NonNullable<Workflow['parameters']>,
  kept: ReadonlySet<string>,
): NonNullable<Workflow['parameters']> {
  const setting = Object.entries(parameters).map(([name, parameter]) => {
    const sets = parameter.sets.filter((target) => kept.has(readTarget(target).node));
    return [name, { ...parameter, sets }] as const;
  });
  return Object.fromEntries(setting.filter(([, { sets }]) => sets.length > 0));
}

function viewOf(view: NonNullable<Workflow['view']>, kept: ReadonlySet<string>): NonNullable<Workflow['view']> {
  const groups = Object.entries(view.groups ?? {}).map(
    ([id, group]) => [id, { ...group, nodes: group.nodes.filter((node) => kept.has(node)) }] as const,
  );
  return {
    ...view,
    ...(view.nodes ? { nodes: filtered(view.nodes, (id) => kept.has(id)) } : {}),
    ...(view.groups ? { groups: Object.fromEntries(groups.filter(([, { nodes }]) => nodes.length > 0)) } : {}),
  };
}

function filtered<T>(record: Readonly<Record<string, T>> = {}, keep: (name: string) => boolean): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => keep(name)));
}
