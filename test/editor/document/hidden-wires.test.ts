/** Wires that are hidden behind names. */
import { expect, it } from 'vitest';
import { removeItems } from '../../../editor/document/commands/index.ts';
import { hiddenName, hideWires, renameHiddenWire, showWires } from '../../../editor/document/commands/hidden-wires.ts';
import { Document } from '../../../editor/document/document.ts';
import { wiresOf } from '../../../editor/document/graph/links.ts';
import { copyItems } from '../../../editor/document/transfer/clipboard.ts';
import type { Workflow } from '../../../engine/protocol/index.ts';
import { after, shippedWorkflow, types } from './support.ts';

const graph = shippedWorkflow('text-to-image');
const VAES = wiresOf(graph).filter(({ from }) => from.output === 'vae');
const ids = VAES.map(({ id }) => id);
const namesOf = (workflow: Workflow): (string | undefined)[] => VAES.map((wire) => hiddenName(workflow, wire));

it('hides wires behind the title of their output, and shows them again', () => {
  const hidden = after(graph, hideWires(graph, types, ids));
  expect(namesOf(hidden)).toEqual(ids.map(() => 'VAE'));
  expect(hidden.nodes).toEqual(graph.nodes);
  expect(namesOf(after(hidden, showWires(hidden, ids)))).toEqual(ids.map(() => undefined));
});

it('renames all wires that an output sends by a name, and hides later ones by it', () => {
  const [first = '', second = ''] = ids;
  const one = after(graph, hideWires(graph, types, [first]));
  const renamed = after(one, renameHiddenWire(one, first, 'Decoder'));
  expect(namesOf(renamed)).toEqual(['Decoder', undefined]);
  const both = after(renamed, hideWires(renamed, types, [second]));
  expect(namesOf(both)).toEqual(['Decoder', 'Decoder']);
  expect(namesOf(after(both, renameHiddenWire(both, second, 'Paint')))).toEqual(['Paint', 'Paint']);
  expect(renameHiddenWire(both, second, '').patch).toEqual([]);
});

it('is undone to the same file', () => {
  const document = new Document({ id: 'a', workflow: graph, send: () => undefined });
  document.do(hideWires(graph, types, ids));
  document.do(renameHiddenWire(document.workflow.peek(), ids[0] ?? '', 'Decoder'));
  document.undo();
  expect(namesOf(document.workflow.peek())).toEqual(['VAE', 'VAE']);
  document.undo();
  expect(namesOf(document.workflow.peek())).toEqual([undefined, undefined]);
  document.redo();
  expect(namesOf(document.workflow.peek())).toEqual(['VAE', 'VAE']);
});

it('goes with its node, when that is copied or deleted', () => {
  const hidden = after(graph, hideWires(graph, types, ids));
  const [wire] = VAES;
  const copied = copyItems(hidden, [wire?.to.node ?? '']);
  expect(copied.replaceAll(/\s/g, '')).toContain('"hidden":{"vae":"VAE"}');
  const without = after(hidden, removeItems(hidden, types, [wire?.to.node ?? '']));
  expect(JSON.stringify(without.view)).toContain('"hidden"');
  expect(without.view?.nodes?.[wire?.to.node ?? '']).toBeUndefined();
});
