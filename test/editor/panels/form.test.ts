// @vitest-environment happy-dom
/** The form view, and the inspector that edits the form. */
import { signal } from '@preact/signals';
import { h } from 'preact';
import { afterEach, describe, expect, it } from 'vitest';
import { setInput } from '../../../editor/document/commands/index.ts';
import type { Editor } from '../../../editor/editor-context.ts';
import { mirrorPatch } from '../../../editor/panels/form/mirror.ts';
import { FormView } from '../../../editor/panels/form/FormView.tsx';
import { InspectorPanel } from '../../../editor/panels/inspector/InspectorPanel.tsx';
import type { CatalogueNode } from '../../../engine/protocol/index.ts';
import { moveParameter, renameParameter } from '../../../editor/panels/inspector/parameter-commands.ts';
import { clear, click, named, press, settled, show, texts } from './dom.ts';
import { fakeEditor, fakeRun, TYPES, WORKFLOW } from './fake.ts';

afterEach(clear);

const set = (editor: Editor, parts: object): void => void Object.assign(editor, parts);
const file = (name: string) =>
  ({
    folder: 'output',
    name,
    url: `/files/${name}`,
    mediaType: 'image/png',
    node: 'save',
    width: 64,
    height: 64,
  }) as const;

function fill(field: Element | null, text: string): void {
  if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement))
    throw new Error('Not a text field.');
  field.focus();
  field.value = text;
  field.dispatchEvent(new Event('input', { bubbles: true }));
  field.dispatchEvent(new Event('change', { bubbles: true }));
  field.blur();
}

describe('the form', () => {
  it('shows the parameters, and makes one undo step of an edit', async () => {
    const { editor, session } = fakeEditor();
    const root = show(h(FormView, { editor }));
    await settled();
    expect(texts(root, 'label.field-label')).toEqual(['Prompt', 'Seed']);
    fill(root.querySelector('textarea'), 'A blue whale');
    await settled();
    expect(session.document.workflow.value.nodes['words']?.inputs?.['prompt']).toBe('A blue whale');
    session.document.undo();
    await settled();
    expect(root.querySelector('textarea')?.value).toBe('A red fox');
  });

  it('sets every input a parameter names', async () => {
    const workflow = {
      ...WORKFLOW,
      parameters: { prompt: { sets: ['words.prompt', 'more.prompt'] } },
      nodes: { ...WORKFLOW.nodes, more: { type: 'prompt', inputs: { prompt: 'x' } } },
    };
    const { editor, session } = fakeEditor({ workflow });
    const root = show(h(FormView, { editor }));
    await settled();
    fill(root.querySelector('textarea'), 'Both');
    await settled();
    expect(['words', 'more'].map((node) => session.document.workflow.value.nodes[node]?.inputs?.['prompt'])).toEqual([
      'Both',
      'Both',
    ]);
    expect(
      mirrorPatch(
        [{ path: ['name'], value: 'x' }],
        [
          { node: 'a', input: 'b' },
          { node: 'c', input: 'd' },
        ],
      ),
    ).toEqual([{ path: ['name'], value: 'x' }]);
  });

  it('folds fields for experts while they have their defaults', async () => {
    const paint = TYPES.get('paint') as CatalogueNode;
    const advanced = { kind: 'int', min: 0, max: 9, default: 1, title: 'Rounds', advanced: true } as const;
    const types = new Map(TYPES).set('paint', { ...paint, inputs: { ...paint.inputs, rounds: advanced } });
    const workflow = { ...WORKFLOW, parameters: { ...WORKFLOW.parameters, rounds: { sets: ['paint.rounds'] } } };
    const { editor, session } = fakeEditor({ workflow });
    set(editor, { types: signal(types) });
    const root = show(h(FormView, { editor }));
    await settled();
    expect(texts(root, 'label.field-label')).toEqual(['Prompt', 'Seed']);
    await click(root.querySelector('.pn-more-button'));
    await settled();
    expect(texts(root, 'label.field-label')).toEqual(['Prompt', 'Seed', 'Rounds']);
    await click(root.querySelector('.pn-more-button'));
    session.run(setInput(session.document.workflow.peek(), types, 'paint', 'rounds', 3));
    await settled();
    expect(texts(root, 'label.field-label')).toEqual(['Prompt', 'Seed', 'Rounds']);
  });

  it('runs by its button, not by Enter in a field', async () => {
    const { editor, calls } = fakeEditor();
    const root = show(h(FormView, { editor }));
    await settled();
    const submit = new Event('submit', { bubbles: true, cancelable: true });
    root.querySelector('form')?.dispatchEvent(submit);
    expect(submit.defaultPrevented).toBe(true);
    expect(calls.filter(([name]) => name === 'run')).toEqual([]);
    await click(named(root, 'Run', 'button'));
    expect(calls.filter(([name]) => name === 'run')).toEqual([['run']]);
  });

  it('shows the preview, the progress and a strip of earlier results', async () => {
    const done = [fakeRun(2, 'done', { files: [file('2.png')] }), fakeRun(1, 'done', { files: [file('1.png')] })];
    const running = fakeRun(3, 'running', { progress: 0.4, started: Date.now() });
    const { editor, runs } = fakeEditor({ runs: [running, ...done] });
    set(editor, {
      activity: {
        value: {
          run: running,
          nodes: {},
          previews: { paint: { url: 'blob:x', value: 4, max: 10 } },
          pictures: {},
          earlier: {},
        },
      },
    });
    const root = show(h(FormView, { editor }));
    await settled();
    expect(root.querySelector('figure img')?.getAttribute('src')).toBe('blob:x');
    expect(root.querySelector('figcaption')?.textContent).toBe('Step 4 of 10');
    expect(root.querySelector('[role=progressbar]')?.getAttribute('aria-valuenow')).toBe('40');
    await click(named(root, 'Result of run 1'));
    expect(editor.dialog.value).toEqual({ kind: 'viewer', urls: ['/files/2.png', '/files/1.png'], index: 1 });
    expect(runs.value).toHaveLength(3);
  });

  it('shows the result of the present state, or says that it is of an earlier one', async () => {
    const runs = [fakeRun(2, 'done', { files: [file('2.png')] }), fakeRun(1, 'done', { files: [file('1.png')] })];
    const { editor } = fakeEditor({ runs });
    const node = file('1.png').node;
    const activity = { run: runs[0], nodes: {}, previews: {} };
    set(editor, { activity: { value: { ...activity, pictures: { [node]: [file('1.png')] }, earlier: {} } } });
    const restored = show(h(FormView, { editor }));
    await settled();
    expect(restored.querySelector('figure img')?.getAttribute('alt')).toBe('Result of run 1');
    expect(restored.querySelector('.is-earlier')).toBeNull();
    const changes = [{ node: 'paint', input: 'steps', isNextSeed: false }];
    const earlier = { [node]: { run: 2, changes } };
    set(editor, { activity: { value: { ...activity, pictures: { [node]: [file('2.png')] }, earlier } } });
    const changed = show(h(FormView, { editor }));
    await settled();
    expect(changed.querySelector('figure img')?.getAttribute('alt')).toBe('Result of run 2');
    expect(changed.querySelector('.is-earlier')?.textContent).toContain(
      'Of an earlier state, from run 2. Changed since: Steps.',
    );
  });

  it('shows an issue instead of the forecast', async () => {
    const { editor } = fakeEditor();
    set(editor, { issues: { value: [{ code: 'x', node: 'paint', message: 'Words of Paint needs a link.' }] } });
    const root = show(h(FormView, { editor }));
    await settled();
    expect(root.querySelector('.pn-run-bar [role=status]')?.textContent).toBe('Words of Paint needs a link.');
  });
});

describe('the inspector', () => {
  const open = async (selection: readonly string[]) => {
    const fake = fakeEditor();
    fake.session.selection.value = new Set(selection);
    const root = show(h(InspectorPanel, { editor: fake.editor }));
    await settled();
    return { ...fake, root };
  };

  it('shows the workflow while nothing is selected, and renames it', async () => {
    const { root, session } = await open([]);
    const name = root.querySelector('input');
    expect(name?.value).toBe('Fox');
    fill(name, 'Whale');
    await settled();
    expect(session.document.workflow.value.name).toBe('Whale');
  });

  it('drops an edit on Escape', async () => {
    const { root, session } = await open([]);
    const name = root.querySelector('input');
    name?.focus();
    if (name) name.value = 'Whale';
    await press(name, 'Escape');
    expect(session.document.workflow.value.name).toBe('Fox');
    expect(name?.value).toBe('Fox');
  });

  it('adds values to the form and removes them', async () => {
    const { root, session } = await open(['paint']);
    await click(named(root, 'Show Steps in the form'));
    expect(Object.values(session.document.workflow.value.parameters ?? {}).map(({ sets }) => sets)).toContainEqual([
      'paint.steps',
    ]);
    await click(named(root, 'Remove Steps from the form'));
    expect(session.document.workflow.value).toEqual(WORKFLOW);
  });

  it('mutes several nodes at once, and unmutes them', async () => {
    const { root, session } = await open(['paint', 'words']);
    expect(root.querySelector('h2')?.textContent).toBe('2 selected');
    await click(named(root, 'Mute', 'button'));
    expect(['paint', 'words'].map((node) => session.document.workflow.value.nodes[node]?.mode)).toEqual([
      'mute',
      'mute',
    ]);
    await click(named(root, 'Mute', 'button'));
    expect(session.document.workflow.value).toEqual(WORKFLOW);
  });

  it('renames and reorders fields of the form, and changes nothing for a blank title or at an end', () => {
    expect(renameParameter(WORKFLOW, 'prompt', 'Text').patch).toEqual([
      { path: ['parameters', 'prompt', 'title'], value: 'Text' },
    ]);
    expect(renameParameter(WORKFLOW, 'prompt', ' ').patch).toEqual([]);
    expect(Object.keys(moveParameter(WORKFLOW, 'seed', -1).patch[0]?.value as object)).toEqual(['seed', 'prompt']);
    expect(moveParameter(WORKFLOW, 'seed', 1).patch).toEqual([]);
  });
});
