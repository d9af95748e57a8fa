// @vitest-environment happy-dom
/** The mask painter: what it says of a mask that paints nothing, and keys of an input method. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { LoadedMask, MaskFile } from '../../../editor/controls/mask/mask-file.ts';
import { mountMaskPainter } from '../../../editor/controls/mask/mask-painter.ts';
import { Painting } from '../../../editor/controls/mask/painting.ts';
import type { Dialog, DialogOf } from '../../../editor/editor-context.ts';
import { composeAt } from '../input-method/keys.ts';
import { catalogueNode, press, stub } from './support/stub.ts';

const file = vi.hoisted(() => ({ load: vi.fn<() => Promise<unknown>>(), save: vi.fn<() => Promise<string>>() }));
vi.mock('../../../editor/controls/mask/mask-file.ts', () => ({ maskFile: () => ({ isInGraph: true, ...file }) }));

const DIALOG: DialogOf<'mask'> = { kind: 'mask', node: 'n', input: 'image' };
const BRUSH = { hardness: 1, erases: false };

let painting: Painting;
let close: () => void;
let painter: HTMLElement;
const said: string[] = [];
let dialog: () => Dialog | undefined;

beforeEach(async () => {
  said.length = 0;
  painting = new Painting({ width: 64, height: 64 }, () => undefined);
  const loaded: LoadedMask = { name: 'a.png', picture: document.createElement('img'), painting, hadMask: false };
  file.load.mockResolvedValue(loaded);
  file.save.mockResolvedValue('a-mask.png' satisfies Awaited<ReturnType<MaskFile['save']>>);
  const { editor } = stub({ nodes: [catalogueNode('thing', {})], workflow: { n: { type: 'thing' } } });
  Object.assign(editor, { notify: (_: string, text: string) => said.push(text) });
  editor.dialog.value = DIALOG;
  dialog = () => editor.dialog.peek();
  close = mountMaskPainter(editor, DIALOG, document.body);
  painter = document.querySelector('.painter') as HTMLElement;
  await vi.waitUntil(() => document.querySelector('canvas.painter-mask') !== null);
});
afterEach(() => {
  document.body.replaceChildren();
  vi.clearAllMocks();
});

it('says that nothing is painted when it is closed, and saves no such mask', async () => {
  press(painter, 's', { ctrlKey: true });
  await vi.waitFor(() => expect(painter.textContent).toContain('Nothing is painted on the mask.'));
  expect(file.save).not.toHaveBeenCalled();
  close();
  expect(said).toEqual([expect.stringContaining('Nothing is painted on the mask.')]);
});

it('counts marks of less than half as nothing, because the model repaints none of them', () => {
  painting.mask.data.fill(127);
  close();
  expect(said).toHaveLength(1);
});

it('says nothing of the kind when something is painted', () => {
  painting.begin({ x: 32, y: 32 }, 8, BRUSH, false);
  painting.end();
  close();
  expect(said).toEqual([]);
});

it('neither closes, saves, inverts nor undoes by keys of an input method', async () => {
  painting.begin({ x: 32, y: 32 }, 8, BRUSH, false);
  painting.end();
  const before = painting.mask.data.slice();
  await composeAt(painter);
  for (const key of ['i', 'z', 's', 'Enter']) press(painter, key, { ctrlKey: key !== 'i', isComposing: true });
  expect([dialog(), file.save.mock.calls]).toEqual([DIALOG, []]);
  expect(painting.mask.data).toEqual(before);
  close();
});
