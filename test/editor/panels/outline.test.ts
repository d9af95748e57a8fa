// @vitest-environment happy-dom
/** The outline: order of its rows, sources of inputs, and the panel. */
import { h } from 'preact';
import { assert, integer, property, array, tuple } from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import type { Workflow } from '../../../engine/protocol/index.ts';
import { OutlinePanel } from '../../../editor/panels/outline/OutlinePanel.tsx';
import { sourcesFor } from '../../../editor/panels/outline/sources.ts';
import { outlineRows, topologicalOrder } from '../../../editor/panels/outline/tree.ts';
import { choose, clear, click, named, press, settled, show, texts, type } from './dom.ts';
import { fakeEditor, TYPES, WORKFLOW } from './fake.ts';

afterEach(clear);

const graph = (count: number, wires: readonly (readonly [number, number])[]): Workflow => ({
  format: 'inkloom-workflow',
  version: 3,
  name: 'Random',
  nodes: Object.fromEntries(
    Array.from({ length: count }, (_, to) => [
      `n${to}`,
      {
        type: 'x',
        inputs: Object.fromEntries(
          wires.filter((wire) => wire[1] === to).map(([from], index) => [`i${index}`, { from: `n${from}.out` }]),
        ),
      },
    ]),
  ),
});

describe('the order of the outline', () => {
  it('has every node once, each after those it depends on', () => {
    assert(
      property(
        integer({ min: 1, max: 12 }),
        array(tuple(integer({ min: 0, max: 11 }), integer({ min: 0, max: 11 })), { maxLength: 20 }),
        (count, pairs) => {
          // Only wires from later to earlier nodes, so that there is no cycle.
          const wires = pairs.filter(([a, b]) => a < count && b < a);
          const order = topologicalOrder(graph(count, wires));
          expect(order.toSorted()).toEqual(Object.keys(graph(count, wires).nodes).toSorted());
          for (const [from, to] of wires) expect(order.indexOf(`n${from}`)).toBeLessThan(order.indexOf(`n${to}`));
        },
      ),
    );
  });

  it('includes nodes of a cycle', () => {
    expect(
      topologicalOrder(
        graph(3, [
          [0, 1],
          [1, 0],
        ]),
      ).toSorted(),
    ).toEqual(['n0', 'n1', 'n2']);
  });

  it('lists nodes below their first group, and notes at the end', () => {
    const rows = outlineRows({
      ...WORKFLOW,
      view: {
        groups: { a: { title: 'A', nodes: ['words', 'paint'] }, b: { title: 'B', nodes: ['paint', 'gone'] } },
        notes: { n: { text: 'Hello', x: 0, y: 0 } },
      },
    });
    expect(rows.map(({ key }) => key)).toEqual(['load', 'group:a', 'words', 'paint', 'save', 'group:b', 'note:n']);
    expect(rows.flatMap((row) => (row.kind === 'node' && row.group !== undefined ? [row.id] : []))).toEqual([
      'words',
      'paint',
    ]);
  });
});

describe('the sources of an input', () => {
  it('are outputs of its type that would not make a cycle', () => {
    expect(sourcesFor(WORKFLOW, TYPES, 'paint', 'words', new Set(['words.words']))).toEqual([
      { node: 'words', output: 'words', title: 'Words' },
    ]);
    expect(sourcesFor(WORKFLOW, TYPES, 'paint', 'model', new Set(['load.model'])).map(({ title }) => title)).toEqual([
      'Load',
    ]);
    expect(sourcesFor(WORKFLOW, TYPES, 'words', 'prompt', new Set())).toEqual([]);
  });

  it('show their ids if their titles are equal', () => {
    const two = { ...WORKFLOW, nodes: { ...WORKFLOW.nodes, load2: { type: 'load' } } };
    expect(sourcesFor(two, TYPES, 'words', 'model', new Set(['load.model'])).map(({ title }) => title)).toEqual([
      'Load (load)',
      'Load (load2)',
    ]);
  });
});

describe('the outline', () => {
  const open = (workflow?: Workflow) => {
    const fake = fakeEditor(workflow ? { workflow } : {});
    const root = show(h(OutlinePanel, { editor: fake.editor }));
    return { ...fake, root, row: (key: string) => root.querySelector<HTMLElement>(`[data-key="${key}"]`) };
  };

  it('lists nodes in the order they run, with the source of each', () => {
    const { root } = open();
    expect(texts(root, '.pn-tree-text > :first-child')).toEqual(['Load', 'Words', 'Paint', 'Save']);
    expect(texts(root, '.pn-tree-text > :last-child')).toEqual(['Test', 'from Load', 'from Load, Words', 'from Paint']);
  });

  it('shares its selection and focus with the canvas', async () => {
    const { session, row, calls } = open();
    await click(row('paint'));
    expect(session.selection.value).toEqual(new Set(['paint']));
    session.selection.value = new Set(['load']);
    session.focus.value = 'load';
    await settled();
    expect(row('load')?.getAttribute('aria-selected')).toBe('true');
    expect(row('load')?.tabIndex).toBe(0);
    await press(row('load'), 'ArrowDown');
    expect(session.selection.value).toEqual(new Set(['words']));
    await press(row('words'), 'ArrowDown', { shiftKey: true });
    expect(session.selection.value).toEqual(new Set(['words', 'paint']));
    await press(row('paint'), 'Enter');
    expect(calls).toContainEqual(['reveal', 'paint']);
  });

  it('folds and unfolds groups by arrow keys', async () => {
    const { row } = open({ ...WORKFLOW, view: { groups: { g: { title: 'G', nodes: ['words'] } } } });
    expect(row('words')?.getAttribute('aria-level')).toBe('2');
    await press(row('group:g'), 'ArrowLeft');
    expect(row('group:g')?.getAttribute('aria-expanded')).toBe('false');
    expect(row('words')).toBeNull();
    await press(row('group:g'), 'ArrowRight');
    expect(row('words')).not.toBeNull();
  });

  it('finds nodes by title, type and id', async () => {
    const { root } = open();
    await type(root.querySelector('input[type=search]'), 'prompt');
    expect(texts(root, '.pn-tree-text > :first-child')).toEqual(['Words']);
    await type(root.querySelector('input[type=search]'), 'zebra');
    expect(root.querySelector('[role=status]')?.textContent).toContain('zebra');
  });

  it('deletes the selected node as one undo step', async () => {
    const { session, row } = open();
    await click(row('words'));
    await press(row('words'), 'Delete');
    expect(Object.keys(session.document.workflow.value.nodes)).not.toContain('words');
    session.document.undo();
    expect(session.document.workflow.value).toEqual(WORKFLOW);
  });

  it('connects and disconnects inputs by native lists', async () => {
    const { session, root, row } = open({
      ...WORKFLOW,
      nodes: { ...WORKFLOW.nodes, paint: { type: 'paint' }, other: { type: 'load', title: 'Other' } },
    });
    await click(row('paint'));
    const list = (title: string): Element | null => {
      const label = [...root.querySelectorAll('label')].find(({ textContent }) => textContent === title);
      return root.querySelector(`#${CSS.escape(label?.getAttribute('for') ?? '')}`);
    };
    await choose(list('Model'), 'other.model');
    await choose(list('Words'), 'words.words');
    expect(session.document.workflow.value.nodes['paint']?.inputs).toEqual({
      model: { from: 'other.model' },
      words: { from: 'words.words' },
    });
    await choose(list('Model'), '');
    expect(session.document.workflow.value.nodes['paint']?.inputs).toEqual({ words: { from: 'words.words' } });
  });

  it('offers to add the first node of an empty graph', async () => {
    const { editor, root } = open({ ...WORKFLOW, nodes: {}, parameters: {} });
    await click(named(root, 'Add a node', '.pn-empty button'));
    expect(editor.dialog.value?.kind).toBe('add-node');
  });
});
