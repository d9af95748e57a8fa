// @vitest-environment happy-dom
/** The panel of versions: what it lists, and how a document goes back to one of them. */
import { h } from 'preact';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { DocumentVersion, Workflow } from '../../../engine/protocol/index.ts';
import { VersionsPanel } from '../../../editor/panels/versions/VersionsPanel.tsx';
import { summaryOf } from '../../../editor/panels/versions/details.ts';
import { clear, click, named, press, settled, show, texts } from './dom.ts';
import { fakeEditor, TYPES, WORKFLOW } from './fake.ts';

// Without it, everything counts as seen.
vi.stubGlobal('IntersectionObserver', undefined);
afterEach(clear);

const TIME = Date.UTC(2020, 0, 5, 12);
const LIST: readonly DocumentVersion[] = [
  { id: 2, time: TIME + 60_000, name: 'Good fox', picture: '/api/pictures/output/fox.png' },
  { id: 1, time: TIME },
];

function withSteps(steps: number): Workflow {
  const { nodes } = WORKFLOW;
  const paint = { type: 'paint', ...nodes['paint'], inputs: { ...nodes['paint']?.inputs, steps } };
  return { ...WORKFLOW, nodes: { ...nodes, paint } };
}

async function shown(list = LIST) {
  const answers = {
    versions: () => list,
    version: (_document: string, id: number) => ({ ...list[0], workflow: withSteps(id === 2 ? 30 : 20) }),
  };
  const fake = fakeEditor({ answers });
  const root = show(h(VersionsPanel, { editor: fake.editor, close: () => undefined }));
  await settled();
  await settled();
  const called = (name: string) => fake.calls.filter(([call]) => call === name).map(([, ...inputs]) => inputs);
  return { ...fake, root, called };
}

describe('the panel of versions', () => {
  it('names versions, and says what changed', async () => {
    const { root } = await shown();
    expect(texts(root, '.pn-version-text > :first-child')[0]).toBe('Good fox');
    const [latest, first] = texts(root, '.pn-version-what');
    expect(latest).toContain('Steps of Paint: 20 → 30');
    expect(first).toBe('4 nodes');
    expect(root.querySelector('img')?.getAttribute('src')).toContain('/api/pictures/output/fox.png');
  });

  it('restores one as one undo step, and has the server keep the state before it', async () => {
    const { root, session, called } = await shown();
    const before = session.document.workflow.value;
    await click(named(root, 'Restore: Good fox', 'button'));
    expect(called('keepVersion')).toEqual([['d']]);
    expect(session.document.workflow.value.nodes['paint']?.inputs?.['steps']).toBe(30);
    session.document.undo();
    expect(session.document.workflow.value).toEqual(before);
  });

  it('keeps the present state under a name', async () => {
    const { root, called } = await shown();
    const field = named(root, 'Name of the version', 'input') as HTMLInputElement;
    field.value = ' Best ';
    await press(field, 'Enter');
    expect(called('keepVersion')).toEqual([['d', 'Best']]);
    expect(field.value).toBe('');
    expect(called('versions')).toHaveLength(2);
  });

  it('opens, renames and deletes one by its menu', async () => {
    const { root, called, editor } = await shown();
    await click(named(root, 'More about Good fox', 'button'));
    const dialog = editor.dialog.value;
    const actions = dialog?.kind === 'menu' ? dialog.actions : [];
    const run = async (id: string): Promise<void> => {
      actions.find((action) => action.id === `versions.${id}`)?.run();
      await settled();
    };
    await run('open');
    expect(called('open')).toEqual([[{ workflow: withSteps(30) }]]);
    await run('name');
    const field = root.querySelector('.pn-version input') as HTMLInputElement;
    expect(document.activeElement).toBe(field);
    field.value = 'Better';
    await press(field, 'Enter');
    expect(called('nameVersion')).toEqual([['d', 2, 'Better']]);
    await run('delete');
    expect(called('deleteVersion')).toEqual([['d', 2]]);
  });

  it('says when versions are kept, before there is one', async () => {
    const { root } = await shown([]);
    expect(root.textContent).toContain('States are kept here before runs');
  });
});

it('sums up what changed', () => {
  const moved: Workflow = { ...WORKFLOW, view: { nodes: { load: { x: 5, y: 5 } } } };
  expect(summaryOf(WORKFLOW, moved, TYPES)).toBe('Places and looks only');
  const much = summaryOf(WORKFLOW, { ...withSteps(3), name: 'Cat', description: 'New' }, TYPES);
  expect(much).toMatch(/^Name of Workflow: Fox → Cat · .* · \d+ more$/);
});
