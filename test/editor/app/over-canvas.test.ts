// @vitest-environment happy-dom
/** What lies over the canvas: its buttons, and what to do while it is empty. */
import { signal } from '@preact/signals';
import { h } from 'preact';
import { afterEach, expect, it } from 'vitest';
import { CanvasControls } from '../../../editor/app/canvas/CanvasControls.tsx';
import { EmptyCanvas } from '../../../editor/app/canvas/EmptyCanvas.tsx';
import type { Action, Editor } from '../../../editor/editor-context.ts';
import { clear, click, named, settled, show, texts } from '../panels/dom.ts';
import { fakeEditor, WORKFLOW } from '../panels/fake.ts';

afterEach(clear);

const IDS = ['graph.add-node', 'graph.arrange', 'view.zoom-out', 'view.zoom-reset', 'view.zoom-in', 'view.fit'];

/** Gives the editor actions that only record their ids. */
function withActions(editor: Editor): string[] {
  const ran: string[] = [];
  const ids = [...IDS, 'view.minimap', 'file.templates', 'file.open'];
  const actions = ids.map((id): Action => ({ id, title: id, group: 'View', run: () => ran.push(id) }));
  Object.assign(editor, { actions: signal(actions) });
  return ran;
}

it('says what to do on an empty canvas, until there is a node', async () => {
  const { editor, session } = fakeEditor({ workflow: { ...WORKFLOW, parameters: {}, nodes: {} } });
  Object.assign(session, { path: signal([]) });
  const ran = withActions(editor);
  const root = show(h(EmptyCanvas, { editor }));
  await settled();
  expect(texts(root, 'button')).toEqual(['Add a node', 'Choose a template', 'Open a file']);
  for (const button of root.querySelectorAll('button')) void click(button);
  expect(ran).toEqual(['graph.add-node', 'file.templates', 'file.open']);
  session.document.do({ name: 'Add', patch: [{ path: ['nodes', 'save'], value: { type: 'save' } }] });
  await settled();
  expect(root.querySelector('button')).toBeNull();
});

it('zooms, fits, adds and arranges by buttons, and shows the zoom', async () => {
  const { editor, session } = fakeEditor();
  const ran = withActions(editor);
  const root = show(h(CanvasControls, { editor }));
  session.viewport.value = { x: 0, y: 0, k: 0.853 };
  await settled();
  expect(named(root, '85%. Zoom to 100%')?.textContent).toBe('85%');
  for (const button of root.querySelectorAll('button')) void click(button);
  expect(ran).toEqual([...IDS, 'view.minimap']);
});
