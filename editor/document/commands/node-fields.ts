/** Commands that set one field of nodes: an input value, the title, the mode, and how a node looks. */
import type { Change, Workflow } from '../../../engine/protocol/index.ts';
import { t } from '../../i18n/t.ts';
import type { Command } from '../command.ts';
import { type NodeTypes, shapeOf } from '../graph/catalogue.ts';
import { excerpt, inputTitle, inSentence, nodesTitle, nodeTitle } from '../naming/titles.ts';
import { readItem } from '../selection.ts';
import { set, setItemView, setNodeView } from './changes.ts';
import { itemsTitle } from './place.ts';

type Mode = 'mute' | 'bypass';

/**
 * @param value undefined removes the value, so that the default applies.
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
  if (type === undefined) return { name: t('Set a value'), patch: [] };
  const field = inSentence(inputTitle(input, shapeOf(workflow, types, type).inputs[input]));
  const of = { field, node: nodeTitle(workflow, types, node) };
  return {
    name: value === undefined ? t('Reset {field} of {node}', of) : t('Set {field} of {node}', of),
    patch: set(workflow, ['nodes', node, 'inputs', input], value),
    merge,
  };
}

/** @param title undefined or an empty title shows the title of the node type. */
export function setTitle(workflow: Workflow, node: string, title: string | undefined): Command {
  const trimmed = title?.trim();
  const text = trimmed === '' ? undefined : trimmed;
  const before = nodesTitle(workflow, [node]);
  const name =
    text === undefined
      ? t('Remove title of {node}', { node: before })
      : t('Rename {node} to {title}', { node: before, title: excerpt(text) });
  return { name, patch: Object.hasOwn(workflow.nodes, node) ? set(workflow, ['nodes', node, 'title'], text) : [] };
}

/** @param keys item keys; only nodes change. @param mode undefined runs the nodes as usual. */
export function setMode(workflow: Workflow, keys: Iterable<string>, mode: Mode | undefined): Command {
  const ids = nodesAmong(workflow, keys);
  return {
    name: modeName(mode, nodesTitle(workflow, ids)),
    patch: ids.flatMap((id) => set(workflow, ['nodes', id, 'mode'], mode)),
  };
}

/** Sets a mode, or removes it when all nodes have it already. */
export function toggleMode(workflow: Workflow, keys: Iterable<string>, mode: Mode): Command {
  const ids = nodesAmong(workflow, keys);
  return setMode(workflow, ids, ids.every((id) => workflow.nodes[id]?.mode === mode) ? undefined : mode);
}

export function setCollapsed(workflow: Workflow, keys: Iterable<string>, collapsed: boolean): Command {
  const ids = nodesAmong(workflow, keys);
  const patch = ids.flatMap((id) => setNodeView(workflow, id, { collapsed: collapsed ? true : undefined }));
  const nodes = nodesTitle(workflow, ids);
  return { name: collapsed ? t('Collapse {nodes}', { nodes }) : t('Expand {nodes}', { nodes }), patch };
}

/** Unfolds the inputs for experts, or folds them again. */
export function setMore(workflow: Workflow, keys: Iterable<string>, more: boolean): Command {
  const ids = nodesAmong(workflow, keys);
  const patch = ids.flatMap((id) => setNodeView(workflow, id, { more: more ? true : undefined }));
  return {
    name: more
      ? t('Unfold {nodes}', { nodes: nodesTitle(workflow, ids) })
      : t('Fold {nodes}', { nodes: nodesTitle(workflow, ids) }),
    patch,
  };
}

/** @param colour the name of a colour of the editor; undefined for none. */
export function setColour(workflow: Workflow, keys: Iterable<string>, colour: string | undefined): Command {
  const items = [...keys].filter((key) => readItem(key).kind !== 'wire');
  const title = itemsTitle(workflow, items);
  return {
    name:
      colour === undefined
        ? t('Remove colour of {items}', { items: title })
        : t('Colour {items} {colour}', { items: title, colour: t(colour) }),
    patch: items.flatMap((key) => setItemColour(workflow, key, colour)),
  };
}

function setItemColour(workflow: Workflow, key: string, colour: string | undefined): Change[] {
  const { kind, id } = readItem(key);
  if (kind === 'node') return setNodeView(workflow, id, { colour });
  return setItemView(workflow, kind === 'note' ? 'notes' : 'groups', id, { colour });
}

function modeName(mode: Mode | undefined, nodes: string): string {
  if (mode === undefined) return t('Activate {nodes}', { nodes });
  return mode === 'mute' ? t('Mute {nodes}', { nodes }) : t('Bypass {nodes}', { nodes });
}

function nodesAmong(workflow: Workflow, keys: Iterable<string>): string[] {
  return [...keys].filter((key) => Object.hasOwn(workflow.nodes, key));
}
