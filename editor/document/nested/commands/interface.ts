/** Commands on the inputs and outputs of a subgraph. They keep their names, so that wires and values outside stay. */
import { type Change, readLink, type Workflow } from '../../../../engine/protocol/index.ts';
import { t } from '../../../i18n/t.ts';
import { set } from '../../commands/changes.ts';
import type { Command } from '../../command.ts';
import type { NodeTypes } from '../../graph/catalogue.ts';
import { nodeShape } from '../../graph/node-shape.ts';
import { linksOf } from '../../graph/links.ts';
import { subgraphTitle } from '../../graph/subgraphs.ts';
import { freshId } from '../../naming/ids.ts';
import { excerpt, inputTitle, inSentence } from '../../naming/titles.ts';
import { INPUTS } from '../boundary.ts';
import { graphAt } from '../graph-at.ts';
import { patchAt } from '../patch-at.ts';
import { replaceLinks } from './replace-links.ts';

export type Side = 'inputs' | 'outputs';

/** The title of a subgraph. An empty one changes nothing. */
export function renameSubgraph(workflow: Workflow, subgraph: string, title: string): Command {
  const text = title.trim();
  const isSame = text === '' || text === subgraphTitle(workflow.subgraphs ?? {}, subgraph);
  const path = ['subgraphs', subgraph, 'title'];
  return {
    name: t('Rename the subgraph to {title}', { title: excerpt(text) }),
    patch: isSame ? [] : set(workflow, path, text),
  };
}

/** The title of an input or output. An empty one restores the title it has by itself. */
export function renameSocket(workflow: Workflow, subgraph: string, side: Side, name: string, title: string): Command {
  const text = title.trim();
  return {
    name: side === 'inputs' ? t('Rename an input') : t('Rename an output'),
    patch: declared(workflow, subgraph, side, name)
      ? set(workflow, ['subgraphs', subgraph, side, name, 'title'], text === '' ? undefined : text)
      : [],
  };
}

/** Moves an input or output to another place in the order. @param to its new index. */
export function moveSocket(workflow: Workflow, subgraph: string, side: Side, name: string, to: number): Command {
  const sockets = workflow.subgraphs?.[subgraph]?.[side] ?? {};
  const others = Object.keys(sockets).filter((each) => each !== name);
  const from = Object.keys(sockets).indexOf(name);
  const index = Math.max(0, Math.min(to, others.length));
  const title = side === 'inputs' ? t('Move an input') : t('Move an output');
  if (from < 0 || index === from) return { name: title, patch: [] };
  const path = ['subgraphs', subgraph, side, name];
  const before = others[index];
  return {
    name: title,
    patch: [{ path }, { path, value: sockets[name], ...(before === undefined ? {} : { before }) }],
  };
}

/**
 * Makes an input of an inner node one of the instances, with its present value as default.
 * @param workflow the shown graph; its inner links lead to the new input afterwards.
 */
export function promoteInput(
  workflow: Workflow,
  types: NodeTypes,
  subgraph: string,
  { node, input }: { readonly node: string; readonly input: string },
): Command {
  const definition = nodeShape(workflow, types, node).inputs[input];
  const title = inputTitle(input, definition);
  const name = t('Show {input} on the subgraph', { input: inSentence(title) });
  const fallback = definition?.kind === 'socket' ? undefined : definition?.default;
  const value = workflow.nodes[node]?.inputs?.[input] ?? fallback;
  if (!workflow.nodes[node] || linksOf(node, input, value).length > 0) return { name, patch: [] };
  const inputs = workflow.subgraphs?.[subgraph]?.inputs ?? {};
  const own = freshId(input, (each) => Object.hasOwn(inputs, each));
  return {
    name,
    patch: [
      { path: ['subgraphs', subgraph, 'inputs', own], value: value === undefined ? {} : { default: value } },
      { path: ['nodes', node, 'inputs', input], value: { from: `${INPUTS}.${own}` } },
    ],
  };
}

/**
 * Removes an input or output, with the values and wires that instances have there. Inner inputs get the default.
 * @param whole the whole workflow: the command is to be made there.
 */
export function removeSocket(whole: Workflow, subgraph: string, side: Side, name: string): Command {
  const title = side === 'inputs' ? t('Remove an input') : t('Remove an output');
  if (!declared(whole, subgraph, side, name)) return { name: title, patch: [] };
  const inner = side === 'inputs' ? withoutReaders(whole, subgraph, name) : [];
  const outer = [undefined, ...Object.keys(whole.subgraphs ?? {})].flatMap((graph) =>
    patchAt(whole, graph, outside(graphAt(whole, graph) ?? whole, subgraph, side, name)),
  );
  const own: Change = { path: ['subgraphs', subgraph, side, name] };
  return { name: title, patch: [...inner, ...outer, ...withoutTargets(whole, subgraph, side, name), own] };
}

function declared(workflow: Workflow, subgraph: string, side: Side, name: string): boolean {
  return Object.hasOwn(workflow.subgraphs?.[subgraph]?.[side] ?? {}, name);
}

function withoutReaders(whole: Workflow, subgraph: string, name: string): readonly Change[] {
  const { nodes = {}, inputs = {}, outputs = {} } = whole.subgraphs?.[subgraph] ?? {};
  const fallback = inputs[name]?.default;
  const root = ['subgraphs', subgraph];
  const readers = Object.entries(nodes).flatMap(([id, node]) =>
    Object.entries(node.inputs ?? {}).flatMap(([input, value]): Change[] => {
      const next = replaceLinks(value, ({ node: source, output }) =>
        source === INPUTS && output === name ? fallback : { from: `${source}.${output}` },
      );
      if (next === value) return [];
      const path = [...root, 'nodes', id, 'inputs', input];
      return [next === undefined ? { path } : { path, value: next }];
    }),
  );
  const passed = Object.entries(outputs).filter(([, { from }]) => from === `${INPUTS}.${name}`);
  return [...readers, ...passed.map(([output]): Change => ({ path: [...root, 'outputs', output, 'from'] }))];
}

/** What instances in one graph have at the input or output. */
function outside(graph: Workflow, subgraph: string, side: Side, name: string): readonly Change[] {
  const isInstance = (id: string): boolean => graph.nodes[id]?.type === `subgraph/${subgraph}`;
  return Object.entries(graph.nodes).flatMap(([id, { inputs = {} }]) =>
    Object.entries(inputs).flatMap(([input, value]): Change[] => {
      const path = ['nodes', id, 'inputs', input];
      if (side === 'inputs') return isInstance(id) && input === name ? [{ path }] : [];
      const next = replaceLinks(value, (source) =>
        isInstance(source.node) && source.output === name ? undefined : { from: `${source.node}.${source.output}` },
      );
      if (next === value) return [];
      return [next === undefined ? { path } : { path, value: next }];
    }),
  );
}

/** Parameters of the form no longer set the input. */
function withoutTargets(whole: Workflow, subgraph: string, side: Side, name: string): readonly Change[] {
  if (side === 'outputs') return [];
  return Object.entries(whole.parameters ?? {}).flatMap(([parameter, { sets }]): Change[] => {
    const left = sets.filter((target) => {
      const { node, output } = readLink({ from: target }) ?? { node: '', output: '' };
      return output !== name || whole.nodes[node]?.type !== `subgraph/${subgraph}`;
    });
    if (left.length === sets.length) return [];
    const path = ['parameters', parameter];
    return [left.length === 0 ? { path } : { path: [...path, 'sets'], value: left }];
  });
}
