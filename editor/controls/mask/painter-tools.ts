/** The bars of the mask painter: brush, undo, saving above the picture; messages, keys and view below. */
import { h, iconButton, setAttribute, setText } from '../../dom.ts';
import type { Stage } from '../viewer/stage.ts';
import { ZOOM_STEP } from '../viewer/viewer-tools.ts';
import { type BrushSettings, changeBrush, namedSlider, partOf, sizeAt } from './brush.ts';
import type { Painting, PaintState } from './painting.ts';
import { t } from '../../i18n/t.ts';

export interface PainterToolsOptions {
  readonly stage: Stage;
  /** Undefined until the picture is loaded. */
  readonly painting: () => Painting | undefined;
  /** Whether the graph has a node that loads the mask. */
  readonly isInGraph: boolean;
  /** @param intoGraph false: only the file. */
  readonly onSave: (intoGraph: boolean) => void;
  readonly onClose: () => void;
}

export interface PainterTools {
  readonly head: HTMLElement;
  readonly foot: HTMLElement;
  /** Shows a message below the picture. */
  say(text: string, isWrong?: boolean): void;
  showBrush(settings: BrushSettings): void;
  /** @param state undefined while there is no painting. */
  showPainting(state: PaintState | undefined): void;
  setSaving(isSaving: boolean): void;
}

export function createPainterTools(options: PainterToolsOptions): PainterTools {
  const { stage, painting, isInGraph, onSave, onClose } = options;
  const size = namedSlider(t('Size'), (part) => changeBrush({ size: sizeAt(part) }));
  const hardness = namedSlider(t('Hardness'), (part) => changeBrush({ hardness: part }));
  const overlay = namedSlider(t('Mask'), (part) => changeBrush({ overlay: part }));
  const brush = iconButton('paintbrush', t('Paint (X switches to the eraser)'), () => changeBrush({ erases: false }));
  const eraser = iconButton('eraser', t('Erase (X, or the right button)'), () => changeBrush({ erases: true }));
  const undo = iconButton('undo2', t('Undo (Ctrl+Z)'), () => painting()?.undo());
  const redo = iconButton('redo2', t('Redo (Ctrl+Shift+Z)'), () => painting()?.redo());
  const save = h(
    'button',
    { type: 'button', class: 'button is-primary', onclick: () => onSave(true) },
    isInGraph ? t('Save mask') : t('Save and add mask nodes'),
  );
  const saveOnly = h(
    'button',
    {
      type: 'button',
      class: 'button',
      hidden: isInGraph,
      title: t('Saves the mask among your pictures and leaves the graph as it is'),
      onclick: () => onSave(false),
    },
    t('Save only'),
  );
  const head = h(
    'div',
    { 'class': 'painter-tools', 'role': 'toolbar', 'aria-label': t('Mask') },
    h('div', { class: 'painter-group' }, brush, eraser),
    size.element,
    hardness.element,
    h(
      'div',
      { class: 'painter-group' },
      undo,
      redo,
      iconButton('paintBucket', t('Mask everything'), () => painting()?.fill(255)),
      iconButton('contrast', t('Invert (I)'), () => painting()?.invert()),
      iconButton('trash2', t('Clear'), () => painting()?.fill(0)),
    ),
    h('div', { class: 'painter-end' }, saveOnly, save, iconButton('x', t('Close (Escape)'), onClose)),
  );

  const says = h('span', { class: 'painter-says', role: 'status' });
  const view = h(
    'div',
    { class: 'painter-view' },
    overlay.element,
    iconButton('zoomOut', t('Zoom out (-)'), () => stage.zoomBy(1 / ZOOM_STEP)),
    iconButton('zoomIn', t('Zoom in (+)'), () => stage.zoomBy(ZOOM_STEP)),
    iconButton('maximize', t('Fit (0)'), () => stage.fit()),
  );
  const foot = h('div', { class: 'painter-foot' }, says, keyHints(), view);

  return {
    head,
    foot,
    say(text, isWrong = false) {
      setText(says, text);
      foot.classList.toggle('is-wrong', isWrong);
    },
    showBrush(settings) {
      size.show(partOf(settings.size), `${settings.size} px`);
      hardness.show(settings.hardness, `${Math.round(settings.hardness * 100)} %`);
      overlay.show(settings.overlay, `${Math.round(settings.overlay * 100)} %`);
      setAttribute(brush, 'aria-pressed', String(!settings.erases));
      setAttribute(eraser, 'aria-pressed', String(settings.erases));
    },
    showPainting(state) {
      undo.disabled = !state?.canUndo;
      redo.disabled = !state?.canRedo;
      save.disabled = saveOnly.disabled = state === undefined;
    },
    setSaving(isSaving) {
      save.disabled = saveOnly.disabled = isSaving;
    },
  };
}

function key(name: string): HTMLElement {
  return h('kbd', {}, name);
}

function keyHints(): HTMLElement {
  return h(
    'span',
    { class: 'painter-keys' },
    `${t('White is painted anew.')} `,
    key('['),
    ' ',
    key(']'),
    ` ${t('size')} `,
    key('X'),
    ` ${t('eraser')} `,
    key(t('Space')),
    ` ${t('pan')} `,
    key('Shift'),
    ` ${t('straight lines')}`,
  );
}
