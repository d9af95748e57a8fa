// @vitest-environment happy-dom
/** The element of a node: its rows, its marks, and what it tells screen readers. */
import { signal } from '@preact/signals';
import { afterEach, describe, expect, it } from 'vitest';
import { Marks } from '../../../editor/canvas/view/node-marks.ts';
import { NodeView } from '../../../editor/canvas/view/node/node-view.ts';
import { Scene } from '../../../editor/canvas/scene/scene.ts';
import { Document } from '../../../editor/document/document.ts';
import { NODE } from '../../../editor/document/layout/geometry.ts';
import { resultRoom } from '../../../editor/document/layout/result-room.ts';
import type { Editor, Session } from '../../../editor/editor-context.ts';
import type { Workflow } from '../../../engine/protocol/index.ts';
import { blank, shippedWorkflow, small, types } from '../document/support.ts';
import { wholeDocument } from '../whole-document.ts';

const views: NodeView[] = [];
afterEach(() => {
  for (const view of views.splice(0)) view.destroy();
});

function shown(workflow: Workflow) {
  const document = new Document({ id: 'test', workflow, send: () => undefined });
  const session = {
    ...wholeDocument(document),
    selection: signal(new Set()),
    focus: signal(undefined),
    viewport: signal({ x: 0, y: 0, k: 1 }),
  } as unknown as Session;
  const editor = {
    api: { countTokens: () => new Promise(() => undefined), inputs: () => new Promise(() => undefined) },
    types: signal(types),
    models: signal({ checkpoints: [], controlNets: [], entries: [], missing: [] }),
    rescan: () => {},
    session: signal(session),
    sessions: signal([session]),
    settings: signal({}),
    dialog: signal(undefined),
    activity: signal({ run: undefined, nodes: {}, previews: {}, pictures: {}, earlier: {} }),
    runs: signal([]),
    forecast: signal(undefined),
    issues: signal([]),
    connection: signal('open'),
    notices: signal([]),
    notify: () => undefined,
  } as unknown as Editor;
  const scene = new Scene();
  scene.update(workflow, types);
  const marks = new Marks();
  marks.setWires(scene.wires);
  const view = (id: string): NodeView => {
    const node = scene.nodes.get(id);
    const geometry = scene.geometry(id);
    if (!node || !geometry) throw new Error(`No node ${id}`);
    const made = new NodeView(editor, session, node, () => undefined);
    made.update(scene, node, marks.of(id, new Set()));
    made.size(geometry);
    views.push(made);
    return made;
  };
  return { document, session, scene, marks, view };
}

describe('the element of a node', () => {
  it('keeps a field and its unfinished text when another input is connected or disconnected', () => {
    const workflow = shippedWorkflow('text-to-image');
    const { scene, marks, view } = shown(workflow);
    const size = view('size');
    document.body.append(size.element);
    const width = size.element.querySelector<HTMLInputElement>('.number-text');
    width?.focus();
    if (width) width.value = '123';
    width?.dispatchEvent(new Event('input', { bubbles: true }));
    const inputs = Object.fromEntries(
      Object.entries(workflow.nodes['size']?.inputs ?? {}).filter(([name]) => name !== 'vae'),
    );
    for (const changed of [
      { ...workflow, nodes: { ...workflow.nodes, size: { type: 'empty-latent', inputs } } },
      workflow,
    ]) {
      scene.update(changed, types);
      const node = scene.nodes.get('size');
      if (node) size.update(scene, node, marks.of('size', new Set()));
      expect(size.element.querySelector('.number-text')).toBe(width);
      expect(document.activeElement).toBe(width);
      expect(width?.value).toBe('123');
    }
    size.element.remove();
  });

  it.each([
    ['every type', blank(Object.fromEntries([...types.keys()].map((type) => [type, { type }])))],
    ['linked ones', shippedWorkflow('edit-several')],
  ] as const)('has rows at the heights of the geometry: %s', (_name, workflow) => {
    const { scene, view } = shown(workflow);
    for (const [id, node] of scene.nodes) {
      const geometry = scene.geometry(id);
      if (!geometry || node.node.type === 'reroute' || node.view?.collapsed) continue;
      const { element, rows } = view(id);
      let top = geometry.y + NODE.header + NODE.padding;
      const places: number[] = [];
      for (const row of rows.element.children as unknown as HTMLElement[]) {
        if (!row.matches('.node-more')) places.push(top + NODE.row / 2);
        top += parseFloat(row.style.height);
      }
      expect(places).toEqual([...Object.values(geometry.outputs), ...Object.values(geometry.inputs)].map(({ y }) => y));
      const room = resultRoom(workflow, types, id, geometry.width);
      expect(top + room + NODE.padding + NODE.footer).toBe(geometry.y + geometry.height);
      expect(element.style.height).toBe(`${geometry.height}px`);
    }
  });

  it('unfolds the inputs for experts by its button', () => {
    const { document: graph, view } = shown(blank({ words: { type: 'encode-text' } }));
    const button = view('words').element.querySelector<HTMLButtonElement>('.node-more');
    expect([button?.textContent, button?.getAttribute('aria-expanded')]).toEqual(['2 more', 'false']);
    button?.click();
    expect(graph.workflow.value.view?.nodes?.['words']?.more).toBe(true);
  });

  it('shows the name of a hidden wire at both ends, and selects the wire by it', () => {
    const graph = blank({
      load: { type: 'load-checkpoint' },
      decode: { type: 'decode-latent', inputs: { vae: { from: 'load.vae' } } },
    });
    const { view, session } = shown({
      ...graph,
      view: { nodes: { decode: { x: 0, y: 0, hidden: { vae: 'Paint' } } } },
    });
    const names = ['load', 'decode'].map((id) => {
      const all = [...view(id).element.querySelectorAll<HTMLElement>('.wire-name')].filter(({ hidden }) => !hidden);
      return all.map((name) => [name.textContent, name.getAttribute('aria-label')]);
    });
    expect(names).toEqual([[['Paint', 'Sends by the name Paint']], [['Paint', 'Receives Paint']]]);
    view('decode').element.querySelector<HTMLElement>('.wire-name:not([hidden])')?.click();
    expect([...session.selection.value]).toEqual(['wire:decode.vae']);
  });

  it('describes title, run state and connections to screen readers', () => {
    const { scene, marks, view } = shown(small);
    const decode = view('decode');
    expect(decode.element.getAttribute('role')).toBe('group');
    expect(decode.element.getAttribute('aria-label')).toBe('Decode latent, 2 of 2 inputs connected');
    marks.setActivity({ decode: { state: 'done', origin: 'executed', seconds: 3.2 } });
    const node = scene.nodes.get('decode');
    if (node) decode.update(scene, node, marks.of('decode', new Set(['decode'])));
    expect(decode.element.getAttribute('aria-label')).toBe('Decode latent, done in 3.2 s, 2 of 2 inputs connected');
    expect(decode.element.classList.contains('is-selected')).toBe(true);
    expect(decode.rows.socket('input', 'latent')?.getAttribute('aria-label')).toBe(
      'Input: Latent takes a latent, connected',
    );
  });

  it('marks an input without a wire, but not as a problem of the node', () => {
    const { marks, view } = shown({ ...small, nodes: { save: { type: 'save-image' } } });
    marks.setIssues([
      { code: 'missing-input', node: 'save', input: 'image', message: 'Node "save", input "image": is required' },
    ]);
    const save = view('save');
    expect(save.element.classList.contains('has-issue')).toBe(false);
    expect(save.element.getAttribute('aria-label')).toContain('needs Image');
    marks.setIssues([
      { code: 'out-of-range', node: 'save', input: 'quality', message: 'Node "save", input "quality": too high' },
    ]);
    expect(view('save').element.classList.contains('has-issue')).toBe(true);
    expect(marks.troubled).toEqual(new Set(['save']));
  });

  it('marks a field by a message of the checks, not by the message of a failed run', () => {
    const workflow = shippedWorkflow('text-to-image');
    const { scene, marks, view } = shown(workflow);
    marks.setActivity({ positive: { state: 'failed', field: 'prompt', message: 'Too long.' } });
    const prompt = view('positive');
    const text = prompt.element.querySelector('textarea');
    expect(prompt.element.getAttribute('aria-label')).toContain('failed, 1 of 1 inputs connected, Too long.');
    expect(text?.getAttribute('aria-invalid')).toBeNull();
    marks.setIssues([{ code: 'x', node: 'positive', input: 'prompt', message: 'A text is wanted.' }]);
    const node = scene.nodes.get('positive');
    if (node) prompt.update(scene, node, marks.of('positive', new Set()));
    expect(text?.getAttribute('aria-invalid')).toBe('true');
  });
});
