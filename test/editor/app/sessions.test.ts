// @vitest-environment happy-dom
/** Sessions when the server renames a node. */
import { signal } from '@preact/signals';
import { expect, it } from 'vitest';
import { createSessions } from '../../../editor/app/session/sessions.ts';
import type { Documents, OpenedDocument } from '../../../editor/client/documents.ts';
import { addNode, setInput } from '../../../editor/document/commands/index.ts';
import { Document } from '../../../editor/document/document.ts';
import { blank, types } from '../document/support.ts';

it('selection, focus and text being typed follow a node to its new name', () => {
  const shared = new Document({ id: 'd', workflow: blank(), send: () => undefined });
  const opened: OpenedDocument = {
    document: shared,
    info: signal({ id: 'd', revision: 0, unsaved: true, name: 'Test', modified: 0 }),
    unsaved: signal(true),
  };
  const session = createSessions(
    { opened: signal([opened]), ready: signal(true) } as unknown as Documents,
    signal(new Map()),
  ).of(opened);
  session.run(addNode(shared.workflow.peek(), types, { type: 'denoise', at: { x: 0, y: 0 } }));
  const field = document.body.appendChild(document.createElement('input'));
  field.addEventListener('blur', () => session.run(setInput(shared.workflow.peek(), types, 'denoise', 'seed', 7)));
  field.focus();
  shared.confirm({
    edit: 'theirs',
    patch: addNode(blank(), types, { type: 'denoise', at: { x: 9, y: 9 }, inputs: { seed: 1 } }).patch,
  });
  expect([[...session.selection.peek()], session.focus.peek()]).toEqual([['denoise-2'], 'denoise-2']);
  const { nodes } = shared.workflow.peek();
  expect([nodes['denoise']?.inputs, nodes['denoise-2']?.inputs]).toEqual([{ seed: 1 }, { seed: 7 }]);
});
