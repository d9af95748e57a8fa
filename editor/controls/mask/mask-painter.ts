/** Paints which part of a picture is painted anew, and puts the mask where the graph wants it. */
import { effect, signal } from '@preact/signals';
import type { Dialog, Editor } from '../../editor-context.ts';
import { h, iconButton, setAttribute, setText } from '../../dom.ts';
import { inputPictures, messageOf } from '../pictures/loadable-pictures.ts';
import { brushSettings, changeBrush, namedSlider, partOf, resized, sizeAt } from './brush.ts';
import { paintOn } from './paint-on.ts';
import { Painting } from './painting.ts';
import { loadImage, maskPng, readMask } from './pixels.ts';
import { addMaskNodes, maskName, maskPlace, setMask } from './place.ts';
import { isEmptyMask } from './raster.ts';
import { createStage } from '../viewer/stage.ts';

const ZOOM_STEP = 1.5;

/** Fills `host`. @returns takes it out again. */
export function mountMaskPainter(
  editor: Editor,
  dialog: Extract<Dialog, { readonly kind: 'mask' }>,
  host: HTMLElement,
): () => void {
  const session = editor.session.peek();
  const pictures = inputPictures(editor);
  const workflow = session?.document.workflow.peek();
  const place = workflow && maskPlace(workflow, editor.types.peek(), dialog);
  const painting = signal<Painting | undefined>(undefined);
  /** Space is held: a press moves the picture. */
  let isMoving = false;
  let wantsToLeave = false;

  const stage = createStage({ canPan: (event) => event.button === 1 || isMoving, onPinch: () => abort() });
  const ring = h('div', { class: 'painter-brush', hidden: true });
  stage.element.append(ring);
  const abort = paintOn({
    stage,
    painting: () => painting.peek(),
    settings: () => brushSettings.peek(),
    isMoving: ({ button }) => isMoving || button === 1,
  });

  const size = namedSlider('Size', (part) => changeBrush({ size: sizeAt(part) }));
  const hardness = namedSlider('Hardness', (part) => changeBrush({ hardness: part }));
  const overlay = namedSlider('Mask', (part) => changeBrush({ overlay: part }));
  const brush = iconButton('paintbrush', 'Paint (X changes to the eraser)', () => changeBrush({ erases: false }));
  const eraser = iconButton('eraser', 'Erase (X, or the right button)', () => changeBrush({ erases: true }));
  const undo = iconButton('undo2', 'Undo (Ctrl+Z)', () => painting.peek()?.undo());
  const redo = iconButton('redo2', 'Redo (Ctrl+Shift+Z)', () => painting.peek()?.redo());
  const save = h(
    'button',
    { type: 'button', class: 'button is-primary', onclick: () => void store(true) },
    place?.mask ? 'Save mask' : 'Save and add mask nodes',
  );
  const saveOnly = h(
    'button',
    {
      type: 'button',
      class: 'button',
      hidden: place?.mask !== undefined,
      title: 'It is among the pictures to load; the graph stays as it is.',
      onclick: () => void store(false),
    },
    'Save only',
  );
  const says = h('span', { class: 'painter-says', role: 'status' });
  const view = h(
    'div',
    { class: 'painter-view' },
    overlay.element,
    iconButton('zoomOut', 'Smaller (-)', () => stage.zoomBy(1 / ZOOM_STEP)),
    iconButton('zoomIn', 'Larger (+)', () => stage.zoomBy(ZOOM_STEP)),
    iconButton('maximize', 'Fit (0)', () => stage.fit()),
  );
  const foot = h(
    'div',
    { class: 'painter-foot' },
    says,
    h(
      'span',
      { class: 'painter-keys' },
      'White is painted anew. ',
      h('kbd', {}, '['),
      ' ',
      h('kbd', {}, ']'),
      ' size, ',
      h('kbd', {}, 'X'),
      ' eraser, ',
      h('kbd', {}, 'Space'),
      ' moves, ',
      h('kbd', {}, 'Shift'),
      ' straight lines',
    ),
    view,
  );
  const element = h(
    'div',
    {
      'class': 'painter',
      'tabindex': 0,
      'role': 'group',
      'aria-label': 'Mask painter',
      'data-autofocus': true,
      'onkeydown': key,
      'onkeyup': released,
    },
    h(
      'div',
      { 'class': 'painter-tools', 'role': 'toolbar', 'aria-label': 'Mask' },
      h('div', { class: 'painter-group' }, brush, eraser),
      size.element,
      hardness.element,
      h(
        'div',
        { class: 'painter-group' },
        undo,
        redo,
        iconButton('paintBucket', 'Mask everything', () => painting.peek()?.fill(255)),
        iconButton('contrast', 'Invert (I)', () => painting.peek()?.invert()),
        iconButton('trash2', 'Clear', () => painting.peek()?.fill(0)),
      ),
      h('div', { class: 'painter-end' }, saveOnly, save, iconButton('x', 'Close (Escape)', leave)),
    ),
    h('div', { class: 'viewer-middle' }, stage.element),
    foot,
  );

  function nameOf(input: { readonly node: string; readonly input: string } | undefined): string | undefined {
    const value = input && session?.document.workflow.peek().nodes[input.node]?.inputs?.[input.input];
    return typeof value === 'string' && value !== '' ? value : undefined;
  }

  function say(text: string, isWrong = false): void {
    setText(says, text);
    foot.classList.toggle('is-wrong', isWrong);
  }

  async function open(): Promise<void> {
    const name = nameOf(place?.picture);
    if (name === undefined) return say('Choose a picture first: the mask is painted over it.', true);
    say('Loading');
    await pictures.refresh();
    const urlOf = (file: string | undefined): string | undefined =>
      pictures.files.peek()?.find((each) => each.name === file)?.url;
    const url = urlOf(name);
    if (url === undefined) return say(pictures.problem.peek() ?? `"${name}" is not on the server.`, true);
    const picture = await loadImage(url);
    const maskUrl = urlOf(nameOf(place?.mask) ?? (place?.mask ? undefined : maskName(name)));
    const before =
      maskUrl === undefined || maskUrl === url ? undefined : await loadImage(maskUrl).catch(() => undefined);
    const made = new Painting(
      { width: picture.naturalWidth, height: picture.naturalHeight },
      (mask) => before && readMask(before, mask, place?.inverted ?? false),
    );
    stage.content.replaceChildren(picture, made.canvas);
    stage.setSize({ width: picture.naturalWidth, height: picture.naturalHeight });
    painting.value = made;
    say(`${name} · ${picture.naturalWidth} × ${picture.naturalHeight}${before ? ' · with the mask it has' : ''}`);
  }

  /** @param intoGraph sets the input the mask belongs to, or adds the nodes for it. */
  async function store(intoGraph: boolean): Promise<void> {
    const made = painting.peek();
    const name = nameOf(place?.picture);
    if (!made || !session || !place || name === undefined) return;
    if (isEmptyMask(made.mask)) return say('Nothing is painted yet.', true);
    for (const button of [save, saveOnly]) button.disabled = true;
    say('Saving');
    try {
      const file = await pictures.upload(await maskPng(made.mask, place.inverted), maskName(name));
      made.saved();
      const [now, types] = [session.document.workflow.peek(), editor.types.peek()];
      if (intoGraph)
        session.run(
          place.mask && now.nodes[place.mask.node]
            ? setMask(now, types, place.mask, file.name)
            : addMaskNodes(now, types, place.picture, file.name),
        );
      editor.notify(
        'done',
        intoGraph && !place.mask
          ? `Two nodes make a mask of ${file.name}. Link them to where it is needed.`
          : `The mask is ${file.name}.`,
      );
      close();
    } catch (error) {
      say(messageOf(error), true);
    } finally {
      for (const button of [save, saveOnly]) button.disabled = false;
    }
  }

  function close(): void {
    if (editor.dialog.peek()?.kind === 'mask') editor.dialog.value = undefined;
  }

  /** What is not saved is thrown away the second time only. */
  function leave(): void {
    if (!painting.peek()?.state.peek().isChanged || wantsToLeave) return close();
    wantsToLeave = true;
    say('Not saved. Once more throws it away.', true);
  }

  function key(event: KeyboardEvent): void {
    const isCommand = event.ctrlKey || event.metaKey;
    const letter = event.key.toLowerCase();
    if (letter !== 'escape') wantsToLeave = false;
    const plain: Readonly<Record<string, () => void>> = {
      '[': () => changeBrush({ size: resized(brushSettings.peek().size, -1) }),
      ']': () => changeBrush({ size: resized(brushSettings.peek().size, 1) }),
      'x': () => changeBrush({ erases: !brushSettings.peek().erases }),
      'i': () => painting.peek()?.invert(),
      'escape': leave,
      '+': () => stage.zoomBy(ZOOM_STEP),
      '=': () => stage.zoomBy(ZOOM_STEP),
      '-': () => stage.zoomBy(1 / ZOOM_STEP),
      '0': () => stage.fit(),
      '1': () => stage.actualSize(),
    };
    const commands: Readonly<Record<string, () => void>> = {
      z: () => (event.shiftKey ? painting.peek()?.redo() : painting.peek()?.undo()),
      y: () => painting.peek()?.redo(),
      enter: () => void store(true),
      s: () => void store(true),
    };
    const isOnButton = event.target instanceof HTMLButtonElement;
    if (letter === ' ' && !isOnButton) {
      isMoving = true;
      element.classList.add('is-moving');
    } else {
      const action = (isCommand ? commands : plain)[letter];
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

  function moveRing(event: PointerEvent): void {
    const { x, y } = stage.at(event);
    ring.hidden = event.pointerType === 'touch' || isMoving || event.target instanceof HTMLButtonElement;
    ring.style.translate = `calc(${x}px - 50%) calc(${y}px - 50%)`;
  }

  stage.element.addEventListener('pointermove', moveRing);
  stage.element.addEventListener('pointerleave', () => (ring.hidden = true));
  stage.element.addEventListener('pointerdown', () => element.focus({ preventScroll: true }));
  const stops = [
    effect(() => {
      const { size: diameter, hardness: edge, erases, overlay: strength } = brushSettings.value;
      size.show(partOf(diameter), `${diameter} px`);
      hardness.show(edge, `${Math.round(edge * 100)} %`);
      overlay.show(strength, `${Math.round(strength * 100)} %`);
      setAttribute(brush, 'aria-pressed', String(!erases));
      setAttribute(eraser, 'aria-pressed', String(erases));
      ring.classList.toggle('is-erasing', erases);
      element.style.setProperty('--overlay', String(strength));
      ring.style.width = ring.style.height = `${diameter * stage.view.value.k}px`;
    }),
    effect(() => {
      const state = painting.value?.state.value;
      undo.disabled = !state?.canUndo;
      redo.disabled = !state?.canRedo;
      save.disabled = saveOnly.disabled = painting.value === undefined;
    }),
  ];
  host.append(element);
  element.focus({ preventScroll: true });
  open().catch((error: unknown) => say(messageOf(error), true));
  return () => {
    for (const stop of stops) stop();
    stage.destroy();
    element.remove();
  };
}
