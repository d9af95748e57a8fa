/** The history of an earlier session, on a document that others edited meanwhile. */
import { expect, it } from 'vitest';
import type { Edit } from '../../../editor/document/command.ts';
import { addNode, removeItems, setInput } from '../../../editor/document/commands/index.ts';
import { Document } from '../../../editor/document/document.ts';
import type { Workflow } from '../../../engine/protocol/index.ts';
import { blank, types } from './support.ts';

const inputs = (document: Document): unknown => document.workflow.peek().nodes['denoise']?.inputs;

/** The seed of a node was set to 1 and then to 2, and its guidance to 5; the last is undone. */
function edited(): Document {
  const document = new Document({ id: 'd', workflow: blank(), send: () => undefined });
  const set = (input: string, value: number): void =>
    void document.do(setInput(document.workflow.peek(), types, 'denoise', input, value));
  document.do(addNode(blank(), types, { type: 'denoise', at: { x: 0, y: 0 } }));
  set('seed', 1);
  set('seed', 2);
  set('guidance', 5);
  document.undo();
  return document;
}

/** The same document in a new session, as its history is read back, after others have changed it. */
function reopened(change: (workflow: Workflow) => Pick<Edit, 'patch'> | undefined = () => undefined): Document {
  const before = edited();
  const workflow = before.workflow.peek();
  const later = new Document({ id: 'd', workflow, send: () => undefined });
  const theirs = change(workflow);
  if (theirs) later.confirm({ edit: 'theirs', patch: theirs.patch });
  later.restore(JSON.parse(JSON.stringify(before.steps.peek())) as typeof before.steps.value);
  return later;
}

it('undoes and redoes what was done before', () => {
  const document = reopened();
  document.redo();
  expect(inputs(document)).toMatchObject({ seed: 2, guidance: 5 });
  for (let count = 0; count < 3; count += 1) document.undo();
  expect(inputs(document) ?? {}).toEqual({});
  document.undo();
  expect([document.workflow.peek().nodes, document.undoName.value]).toEqual([{}, undefined]);
  document.redo();
  document.redo();
  expect(inputs(document)).toMatchObject({ seed: 1 });
});

it('keeps what others changed: neither a step they overwrote nor an earlier one is undone', () => {
  const document = reopened((workflow) => setInput(workflow, types, 'denoise', 'seed', 7));
  expect(document.undoName.value).toBeUndefined();
  document.redo();
  expect(inputs(document)).toMatchObject({ seed: 7, guidance: 5 });
  document.undo();
  expect(inputs(document)).toMatchObject({ seed: 7 });
});

it('keeps the history when others changed something else', () => {
  const document = reopened((workflow) => addNode(workflow, types, { type: 'decode', at: { x: 0, y: 400 } }));
  document.undo();
  expect(inputs(document)).toMatchObject({ seed: 1 });
  expect(document.workflow.peek().nodes).toHaveProperty('decode');
});

it('leaves out steps about what others deleted', () => {
  const document = reopened((workflow) => removeItems(workflow, types, ['denoise'], { heal: false }));
  expect([document.undoName.value, document.redoName.value]).toEqual([undefined, undefined]);
});
