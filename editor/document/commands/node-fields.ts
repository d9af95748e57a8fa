/** Commands that set one thing of nodes: a value, the title, how they run and how they look. */
import type { Change, Workflow } from '../../../engine/protocol/index.ts';
import { type NodeTypes, shapeOf } from '../graph/catalogue.ts';
import { set, setItemView, setNodeView } from './changes.ts';
import type { Command } from '../document.ts';
import { readItem } from '../selection.ts';
import { excerpt, inputTitle, inSentence, nodesTitle, nodeTitle } from '../naming/titles.ts';
import { itemsTitle } from './place.ts';

/**
 * @param value undefined leaves the input out: its default counts.
 * @param merge see Command.
 */
export function setInput(
  workflow: Workflow,
  types: NodeTypes,
  node: string,
  input: string,
  value: unknown,
  merge?: string,
): Command {
  const type = workflow.nodes[node]?.type;
  if (type === undefined) return { name: 'Set a value', patch: [] };
  const title = inSentence(inputTitle(input, shapeOf(workflow, types, type).inputs[input]));
  return {
    name: `${value === undefined ? 'Reset' : 'Set'} ${title} of ${nodeTitle(workflow, types, node)}`,
    patch: set(workflow, ['nodes', node, 'inputs', input], value),
    merge,
  };
}

/** @param title undefined, or an empty one, gives the node the title of its type. */
export function setTitle(workflow: Workflow, node: string, title: string | undefined): Command {
  const text = title?.trim() === '' ? undefined : title?.trim();
  const name =
    text === undefined
      ? `Remove title of ${nodesTitle(workflow, [node])}`
      : `Rename ${nodesTitle(workflow, [node])} to ${excerpt(text)}`;
  return { name, patch: Object.hasOwn(workflow.nodes, node) ? set(workflow, ['nodes', node, 'title'], text) : [] };
}

/** @param keys of items; what is no node is left alone. */
export function setMode(workflow: Workflow, keys: Iterable<string>, mode: 'mute' | 'bypass' | undefined): Command {
  const ids = nodesAmong(workflow, keys);
  const verb = mode === 'mute' ? 'Mute' : mode === 'bypass' ? 'Bypass' : 'Activate';
  return {
    name: `${verb} ${nodesTitle(workflow, ids)}`,
    patch: ids.flatMap((id) => set(workflow, ['nodes', id, 'mode'], mode)),
  };
}

/** Sets a mode, or, when all have it already, takes it back. */
export function toggleMode(workflow: Workflow, keys: Iterable<string>, mode: 'mute' | 'bypass'): Command {
  const ids = nodesAmong(workflow, keys);
  return setMode(workflow, ids, ids.every((id) => workflow.nodes[id]?.mode === mode) ? undefined : mode);
}

export function setCollapsed(workflow: Workflow, keys: Iterable<string>, collapsed: boolean): Command {
  const ids = nodesAmong(workflow, keys);
  const patch = ids.flatMap((id) => setNodeView(workflow, id, { collapsed: collapsed ? true : undefined }));
  return { name: `${collapsed ? 'Collapse' : 'Expand'} ${nodesTitle(workflow, ids)}`, patch };
}

/** @param colour the name of a colour of the editor; undefined for none. */
export function setColour(workflow: Workflow, keys: Iterable<string>, colour: string | undefined): Command {
  const all = [...keys].filter((key) => readItem(key).kind !== 'wire');
  const patch = all.flatMap((key): Change[] => {
    const { kind, id } = readItem(key);
    return kind === 'node'
      ? setNodeView(workflow, id, { colour })
      : setItemView(workflow, kind === 'note' ? 'notes' : 'groups', id, { colour });
  });
  return {
    name:
      colour === undefined
        ? `Remove colour of ${itemsTitle(workflow, all)}`
        : `Colour ${itemsTitle(workflow, all)} ${colour}`,
    patch,
  };
}

function nodesAmong(workflow: Workflow, keys: Iterable<string>): string[] {
  return [...keys].filter((key) => Object.hasOwn(workflow.nodes, key));
}
