// @vitest-environment happy-dom
/** Pictures that are dropped on a note. */
import { expect, it } from 'vitest';
import { takeFiles } from '../../../editor/app/input/drop.ts';
import { fakeEditor, WORKFLOW } from '../panels/fake.ts';

it('uploads pictures that are dropped on a note, and shows them there', async () => {
  const notes = { a: { text: 'Look:', x: 0, y: 0 } };
  const { editor, session, calls } = fakeEditor({
    workflow: { ...WORKFLOW, view: { notes } },
    answers: { uploadInput: (_file: File, name: string) => ({ name: name.replace(' ', '-') }) },
  });
  const files = ['my cat.png', 'dog.png'].map((name) => new File(['x'], name, { type: 'image/png' }));
  await takeFiles(editor, files, { x: 0, y: 0 }, 'note:a');
  expect(calls.map(([name]) => name)).toEqual(['uploadInput', 'uploadInput']);
  const { view, nodes } = session.document.workflow.value;
  expect(view?.notes?.['a']?.text).toBe('Look:\n\n![my-cat](my-cat.png)\n\n![dog](dog.png)');
  expect(Object.keys(nodes)).toEqual(Object.keys(WORKFLOW.nodes));
});
