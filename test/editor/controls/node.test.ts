// @vitest-environment happy-dom
/** The footer and pictures of a node, and the viewer that they open. */
import { signal } from '@preact/signals';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunFile, RunInfo } from '../../../engine/protocol/index.ts';
import { createNodePicture } from '../../../editor/controls/pictures/picture.ts';
import { createNodeStatus } from '../../../editor/controls/widgets/status.ts';
import { mountViewer } from '../../../editor/controls/viewer/viewer.ts';
import type { Dialog, Editor } from '../../../editor/editor-context.ts';
import { catalogueNode, press, stub, type Stub } from './support/stub.ts';

const NODES = [
  { ...catalogueNode('save', { image: { kind: 'socket', socket: { name: 'image' } } }), terminal: true },
  catalogueNode('load', { image: { kind: 'file', accept: 'image' } }),
];
const file = (name: string): RunFile => ({
  folder: 'output',
  name,
  url: `/files/${name}`,
  mediaType: 'image/png',
  width: 200,
  height: 100,
  node: 'n',
});

let made: Stub;

beforeEach(() => {
  made = stub({ nodes: NODES, workflow: { n: { type: 'save' }, source: { type: 'load' } } });
});
afterEach(() => document.body.replaceChildren());

describe('the footer of a node', () => {
  it('follows the run, and is read aloud only on the focused node', () => {
    const status = createNodeStatus(made.editor, made.session, 'n');
    const { element } = status;
    const text = (): string => element.querySelector('.status-text')?.textContent ?? '';
    expect(text()).toBe('');
    made.activity.value = {
      ...made.activity.peek(),
      run: { state: 'running' } as RunInfo,
      nodes: { n: { state: 'running', value: 5, max: 20 } },
    };
    expect(text()).toBe('Step 5 of 20');
    expect((element.querySelector('.status-bar') as HTMLElement).hidden).toBe(false);
    expect(element.hasAttribute('aria-live')).toBe(false);
    made.session.focus.value = 'n';
    expect(element.getAttribute('aria-live')).toBe('polite');
    made.session.document.do({ name: 'Mute', patch: [{ path: ['nodes', 'n', 'mode'], value: 'mute' }] });
    expect(text()).toBe('Muted');
    status.destroy();
  });
});

describe('the pictures of a node', () => {
  const show = (node: string, files: readonly RunFile[]): void => {
    made.activity.value = { ...made.activity.peek(), pictures: { [node]: files } };
  };

  it('have their height before there are any, and open the viewer', () => {
    const picture = createNodePicture(made.editor, made.session, 'n');
    const { value: height } = picture.height;
    expect(height).toBeGreaterThan(50);
    show('n', [file('a.png'), file('b.png')]);
    expect(picture.height.value).toBe(height);
    const tiles = picture.element.querySelectorAll('button');
    expect([...tiles].map((tile) => tile.querySelector('img')?.alt)).toEqual(['a.png, 1 of 2', 'b.png, 2 of 2']);
    tiles[1]?.click();
    expect(made.editor.dialog.peek()).toEqual({ kind: 'viewer', urls: ['/files/a.png', '/files/b.png'], index: 1 });
  });

  it('stay the same elements while they show the same, so that one keeps the focus', () => {
    const picture = createNodePicture(made.editor, made.session, 'n');
    show('n', [file('a.png')]);
    const tile = picture.element.querySelector('button');
    show('n', [file('a.png')]);
    expect(picture.element.querySelector('button')).toBe(tile);
    show('n', [file('b.png')]);
    expect(picture.element.querySelector('img')?.alt).toBe('b.png');
  });

  it('are replaced by the preview while the node runs, at the same height', () => {
    const picture = createNodePicture(made.editor, made.session, 'n');
    show('n', [file('a.png')]);
    const { value: height } = picture.height;
    made.activity.value = { ...made.activity.peek(), previews: { n: { url: 'blob:x', value: 3, max: 20 } } };
    expect(picture.element.querySelector('img')?.alt).toBe('Preview after step 3 of 20');
    expect(picture.height.value).toBe(height);
    made.activity.value = { ...made.activity.peek(), previews: {} };
    expect(picture.element.querySelectorAll('button')).toHaveLength(1);
  });

  it('are not shown on a node that loads a picture', () => {
    const picture = createNodePicture(made.editor, made.session, 'source');
    show('source', [file('a.png')]);
    expect(picture.height.value).toBe(0);
  });
});

describe('the viewer', () => {
  function open(
    dialog: Extract<Dialog, { kind: 'viewer' }>,
    runs: readonly RunInfo[] = [],
  ): { readonly editor: Editor; readonly element: HTMLElement } {
    const editor = { ...made.editor, runs: signal(runs) } as Editor;
    editor.dialog.value = dialog;
    const host = document.createElement('div');
    document.body.append(host);
    mountViewer(editor, dialog, host);
    return { editor, element: host.querySelector('.viewer') as HTMLElement };
  }
  const shown = (element: HTMLElement): string | null => element.querySelector('img')?.getAttribute('src') ?? null;

  it('moves between pictures by arrow keys, stops at the ends, and closes', () => {
    const { editor, element } = open({ kind: 'viewer', urls: ['/a', '/b', '/c'], index: 1 });
    press(element, 'ArrowRight');
    expect(shown(element)).toBe('/c');
    press(element, 'ArrowRight');
    expect(shown(element)).toBe('/c');
    press(element, 'ArrowLeft');
    press(element, 'ArrowLeft');
    expect(shown(element)).toBe('/a');
    (element.querySelector('[title^=Close]') as HTMLElement).click();
    expect(editor.dialog.peek()).toBeUndefined();
  });

  it('compares two pictures, swaps them, and moves the line by keys', () => {
    const { element } = open({ kind: 'viewer', urls: ['/a', '/b'], index: 0 });
    press(element, 'c');
    const [below, above] = element.querySelectorAll<HTMLImageElement>('.viewer-picture');
    expect([below?.getAttribute('src'), above?.getAttribute('src'), above?.hidden]).toEqual(['/a', '/b', false]);
    press(element, 's');
    expect([below?.getAttribute('src'), above?.getAttribute('src')]).toEqual(['/b', '/a']);
    const handle = element.querySelector('.compare-handle') as HTMLElement;
    press(handle, 'ArrowRight');
    expect(handle.getAttribute('aria-valuenow')).toBe('52');
    press(handle, 'Home');
    expect(handle.getAttribute('aria-valuenow')).toBe('0');
    expect(shown(element)).toBe('/b');
    press(element, 'c');
    expect(above?.hidden).toBe(true);
  });

  it('offers the pictures of the same node in earlier runs for comparison', () => {
    const run = (number: number, name: string): RunInfo => ({
      id: `r${number}`,
      number,
      name: 'T',
      state: 'done',
      attempt: 1,
      created: 0,
      started: 0,
      ended: 2000,
      document: 'd',
      files: [file(name)],
      failures: [],
    });
    made = stub({ nodes: NODES, workflow: { n: { type: 'save' } }, api: { runDetail: () => new Promise(() => {}) } });
    const { element } = open({ kind: 'viewer', urls: ['/files/c.png'], index: 0 }, [
      run(3, 'c.png'),
      run(2, 'b.png'),
      run(1, 'a.png'),
    ]);
    press(element, 'c');
    expect([...document.querySelectorAll('[role=option]')].map((option) => option.textContent)).toEqual([
      'Run 2',
      'Run 1',
    ]);
    expect(element.querySelector('.viewer-facts')?.textContent).toBe('run 3 · 2.0 s');
  });
});
