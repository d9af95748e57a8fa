// @vitest-environment happy-dom
/** The undo history of a document across reloads of the page. */
import { signal } from '@preact/signals';
import { beforeEach, expect, it } from 'vitest';
import type { Documents, OpenedDocument } from '../../../editor/client/documents.ts';
import { boundedSteps } from '../../../editor/app/session/kept-steps.ts';
import { createSessions } from '../../../editor/app/session/sessions.ts';
import { addNote } from '../../../editor/document/commands/index.ts';
import { Document } from '../../../editor/document/document.ts';
import type { Workflow } from '../../../engine/protocol/index.ts';
import { blank } from '../document/support.ts';

beforeEach(() => {
  localStorage.clear();
  sessionStorage.clear();
});

/** Opens a document as a page does after it was loaded. */
function load(workflow: Workflow) {
  const document = new Document({ id: 'd', workflow, send: () => undefined });
  const info = signal({ id: 'd', revision: 0, unsaved: true, name: 'Test', modified: 0 });
  const opened = signal<readonly OpenedDocument[]>([{ document, info, unsaved: signal(true) }]);
  createSessions({ opened, ready: signal(true) } as unknown as Documents, signal(new Map()));
  const add = (text: string): void => void document.do(addNote(document.workflow.peek(), { x: 0, y: 0 }, text));
  const leave = (): Workflow => {
    window.dispatchEvent(new Event('pagehide'));
    return document.workflow.peek();
  };
  return { document, opened, add, leave };
}

it('is there after a reload, at once, for undo and redo', () => {
  const before = load(blank());
  before.add('one');
  before.add('two');
  before.document.undo();
  const { document } = load(before.leave());
  document.redo();
  document.undo();
  document.undo();
  expect(document.workflow.peek().view?.notes ?? {}).toEqual({});
  expect(document.undoName.value).toBeUndefined();
});

it('is that of the tab, and in a new tab the one that was written last', () => {
  const before = load(blank());
  before.add('one');
  const workflow = before.leave();
  sessionStorage.clear();
  expect(load(workflow).document.undoName.value).toBe('Add a note');
});

it('is removed with its document, also when that was closed elsewhere', () => {
  localStorage.setItem('inkloom.steps/gone', '{}');
  const { add, leave, opened } = load(blank());
  add('one');
  leave();
  const stored = (): string[] => Object.keys(localStorage).filter((key) => key.includes('steps/'));
  expect(stored()).toEqual(['inkloom.steps/d']);
  opened.value = [];
  expect(stored()).toEqual([]);
});

it('keeps the steps that undo reaches first, within bounds', () => {
  const { document, add } = load(blank());
  for (let number = 1; number <= 120; number += 1) add(`${number}`);
  expect(boundedSteps(document.steps.peek()).done.length).toBe(100);
  add('long '.repeat(50_000));
  add('short');
  expect(boundedSteps(document.steps.peek()).done.map(({ forward }) => JSON.stringify(forward).length < 500)).toEqual([
    true,
  ]);
});

it('is empty when what is stored is not a history', () => {
  sessionStorage.setItem('inkloom.steps/d', '{"done":[{}]}');
  expect(load(blank()).document.undoName.value).toBeUndefined();
});
