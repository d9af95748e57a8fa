/** Commands on instances of subgraphs, and on definitions that no instance uses. */
import type { Workflow } from '../../../../engine/protocol/index.ts';
import { t } from '../../../i18n/t.ts';
import type { Command } from '../../command.ts';
import { neededSubgraphs, subgraphName, subgraphTitle } from '../../graph/subgraphs.ts';
import { freshSubgraph } from './names.ts';

/** Number of instances of a subgraph in the whole workflow. */
export function countInstances({ nodes, subgraphs = {} }: Workflow, subgraph: string): number {
  const all = [nodes, ...Object.values(subgraphs).map((each) => each.nodes)].flatMap((each) => Object.values(each));
  return all.filter(({ type }) => subgraphName(type) === subgraph).length;
}

/** Gives an instance a definition of its own, so that changes inside it concern no other instance. */
export function makeUnique(workflow: Workflow, id: string): Command {
  const name = subgraphName(workflow.nodes[id]?.type ?? '');
  const subgraph = name === undefined ? undefined : workflow.subgraphs?.[name];
  const title = name === undefined ? id : subgraphTitle(workflow.subgraphs ?? {}, name);
  const command = t('Make {title} unique', { title });
  if (!subgraph) return { name: command, patch: [] };
  const own = freshSubgraph(workflow, title);
  return {
    name: command,
    patch: [
      { path: ['subgraphs', own.name], value: { ...subgraph, title: own.title }, create: true },
      { path: ['nodes', id, 'type'], value: `subgraph/${own.name}` },
    ],
    select: [id],
  };
}

/** Names of subgraphs that no instance uses, not even inside another that is used. */
export function unusedSubgraphs({ nodes, subgraphs = {} }: Pick<Workflow, 'nodes' | 'subgraphs'>): string[] {
  const types = Object.values(nodes).map(({ type }) => type);
  const used = neededSubgraphs(subgraphs, types);
  return Object.keys(subgraphs).filter((name) => !Object.hasOwn(used, name));
}

/** @param whole the whole workflow. */
export function removeUnused(whole: Workflow): Command {
  const names = unusedSubgraphs(whole);
  return {
    name: t('Remove {count, plural, one {# unused subgraph} other {# unused subgraphs}}', { count: names.length }),
    patch: names.map((name) => ({ path: ['subgraphs', name] })),
  };
}
