/** The mask painter: marks the part of a picture to repaint, and puts the mask where the graph needs it. */
import { effect, signal } from '@preact/signals';
import type { DialogOf, Editor } from '../../editor-context.ts';
import { h } from '../../dom.ts';
import { messageOf } from '../../words.ts';
import { createStage } from '../viewer/stage.ts';
import { brushSettings } from './brush.ts';
import { maskFile } from './mask-file.ts';
import { paintOn } from './paint-on.ts';
import { painterKeys } from './painter-keys.ts';
import { createPainterTools } from './painter-tools.ts';
import type { Painting } from './painting.ts';
import { isEmptyMask } from './raster.ts';
import { keyHandler } from '../../key-events.ts';
import { msg, t } from '../../i18n/t.ts';

const NOTHING = msg('Nothing is painted on the mask.');
const PAINT_HARDER = msg('Paint what is to change, with a hard enough brush.');
const NOT_SAVED = msg('No mask was saved; a run with an empty mask would not change the picture.');
const ADDED = msg('Two new nodes make a mask of {name}. Connect them where the mask is needed.');

/** Puts a mask painter into `host`. @returns a function that removes it. */
export function mountMaskPainter(editor: Editor, dialog: DialogOf<'mask'>, host: HTMLElement): () => void {
  const file = maskFile(editor, dialog);
  const painting = signal<Painting | undefined>(undefined);
  /** Whether Space is held, which makes a press move the picture. */
  let isMoving = false;
  /** Whether the user was warned that closing discards the mask. */
  let wasWarned = false;

  const stage = createStage({ canPan: (event) => event.button === 1 || isMoving, onPinch: () => abort() });
  const ring = h('div', { class: 'painter-brush', hidden: true });
  stage.element.append(ring);
  const abort = paintOn({
    stage,
    painting: () => painting.peek(),
    settings: () => brushSettings.peek(),
    isMoving: ({ button }) => isMoving || button === 1,
  });
  const shared = { stage, painting: () => painting.peek(), onClose: leave };
  const tools = createPainterTools({
    ...shared,
    isInGraph: file.isInGraph,
    onSave: (intoGraph) => void save(intoGraph),
  });
  const actionFor = painterKeys({ ...shared, onSave: () => void save(true) });
  const element = h(
    'div',
    {
      'class': 'painter',
      'tabindex': 0,
      'role': 'group',
      'aria-label': t('Mask painter'),
      'data-autofocus': true,
      'onkeydown': keyHandler(key),
      'onkeyup': keyHandler(released),
    },
    tools.head,
    h('div', { class: 'viewer-middle' }, stage.element),
    tools.foot,
  );

  async function open(): Promise<void> {
    tools.say(t('Loading…'));
    const loaded = await file.load();
    const { naturalWidth: width, naturalHeight: height } = loaded.picture;
    stage.content.replaceChildren(loaded.picture, loaded.painting.canvas);
    stage.setSize({ width, height });
    painting.value = loaded.painting;
    tools.say(`${loaded.name} · ${width} × ${height}${loaded.hadMask ? ` · ${t('with its present mask')}` : ''}`);
  }

  async function save(intoGraph: boolean): Promise<void> {
    const made = painting.peek();
    if (!made) return;
    if (isEmptyMask(made.mask)) return tools.say(`${t(NOTHING)} ${t(PAINT_HARDER)}`, true);
    tools.setSaving(true);
    tools.say(t('Saving…'));
    try {
      const name = await file.save(made, intoGraph);
      if (name === undefined) return;
      const isAdded = intoGraph && !file.isInGraph;
      editor.notify('done', isAdded ? t(ADDED, { name }) : t('The mask was saved as {name}.', { name }));
      close();
    } catch (error) {
      tools.say(messageOf(error), true);
    } finally {
      tools.setSaving(false);
    }
  }

  /** However the painter is closed: a mask that paints nothing would change nothing. */
  function sayIfEmpty(): void {
    const made = painting.peek();
    if (made && isEmptyMask(made.mask)) editor.notify('info', `${t(NOTHING)} ${t(NOT_SAVED)}`);
  }

  function close(): void {
    if (editor.dialog.peek()?.kind === 'mask') editor.dialog.value = undefined;
  }

  /** Closes the painter. With unsaved changes, warns the first time. */
  function leave(): void {
    if (!painting.peek()?.state.peek().isChanged || wasWarned) return close();
    wasWarned = true;
    tools.say(t('The mask is not saved. Close again to discard it.'), true);
  }

  function key(event: KeyboardEvent): void {
    if (event.key !== 'Escape') wasWarned = false;
    if (event.key === ' ' && !(event.target instanceof HTMLButtonElement)) {
      isMoving = true;
      element.classList.add('is-moving');
    } else {
      const action = actionFor(event);
      if (!action) return;
      action();
    }
    event.preventDefault();
    event.stopPropagation();
  }

  function released(event: KeyboardEvent): void {
    if (event.key !== ' ') return;
    isMoving = false;
    element.classList.remove('is-moving');
  }

  /** The ring that shows the brush follows the pointer. */
  function moveRing(event: PointerEvent): void {
    const { x, y } = stage.at(event);
    ring.hidden = event.pointerType === 'touch' || isMoving || event.target instanceof HTMLButtonElement;
    ring.style.translate = `calc(${x}px - 50%) calc(${y}px - 50%)`;
  }

  stage.element.addEventListener('pointermove', moveRing);
  stage.element.addEventListener('pointerleave', () => (ring.hidden = true));
  stage.element.addEventListener('pointerdown', () => element.focus({ preventScroll: true }));
  const stopBrush = effect(() => {
    const { size, erases, overlay } = brushSettings.value;
    tools.showBrush(brushSettings.value);
    ring.classList.toggle('is-erasing', erases);
    ring.style.width = ring.style.height = `${size * stage.view.value.k}px`;
    element.style.setProperty('--overlay', String(overlay));
  });
  const stopState = effect(() => tools.showPainting(painting.value?.state.value));
  host.append(element);
  element.focus({ preventScroll: true });
  open().catch((error: unknown) => tools.say(messageOf(error), true));
  return () => {
    sayIfEmpty();
    stopBrush();
    stopState();
    stage.destroy();
    element.remove();
  };
}
