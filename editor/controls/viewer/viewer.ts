/** Pictures at full size: zoom, one after another, two against each other, and what can be done with one. */
import { effect } from '@preact/signals';
import type { Dialog, Editor } from '../../editor-context.ts';
import { h, iconButton, setAttribute, setText } from '../../dom.ts';
import { smaller } from '../pictures/loadable-pictures.ts';
import { pictureTitle } from '../pictures/picture-title.ts';
import { openPicker } from '../widgets/picker.ts';
import type { Size } from '../pictures/picture-height.ts';
import { comparable } from './candidates.ts';
import { createCompare } from './compare.ts';
import { detailFacts, knownPicture, runFacts } from './facts.ts';
import { createStage } from './stage.ts';
import { copyPicture, downloadPicture, usePicture } from './take.ts';

const ZOOM_STEP = 1.5;
const PAN_STEP = 60;

/** Fills `host`. @returns takes it out again. */
export function mountViewer(
  editor: Editor,
  dialog: Extract<Dialog, { readonly kind: 'viewer' }>,
  host: HTMLElement,
): () => void {
  const { urls } = dialog;
  let index = Math.min(Math.max(0, dialog.index), Math.max(0, urls.length - 1));
  let against = dialog.compare;
  /** Counts pictures, so that what is known of one is not shown at the next. */
  let shown = 0;
  const isOwnDialog = editor.dialog.peek() === dialog;

  const below: HTMLImageElement = h('img', { class: 'viewer-picture', alt: '', draggable: 'false', onload: loaded });
  const above: HTMLImageElement = h('img', { class: 'viewer-picture', alt: '', draggable: 'false', hidden: true });
  const stage = createStage({ canPan: ({ button }) => button === 0 || button === 1 });
  stage.content.append(below, above);
  const compare = createCompare(stage);
  const name = h('strong', { class: 'viewer-name' });
  const facts = h('span', { class: 'viewer-facts' });
  const zoom = h('button', {
    type: 'button',
    class: 'viewer-zoom',
    title: 'Actual size (1)',
    onclick: () => stage.actualSize(),
  });
  const problem = h('p', { class: 'viewer-problem', role: 'alert', hidden: true }, 'This picture cannot be shown.');
  below.addEventListener('error', () => (problem.hidden = false));

  const compareButton = iconButton('columns2', 'Compare with another picture (C)', toggleCompare, {
    'aria-pressed': 'false',
  });
  const swapButton = iconButton('arrowLeftRight', 'Swap the two pictures (S)', swap);
  const checkerButton = iconButton('grid2x2', 'Show what is transparent (B)', checker, { 'aria-pressed': 'true' });
  const useButton = iconButton('imagePlus', 'Use it in the workflow (U)', use);
  const previous = iconButton('chevronLeft', 'Picture before (Arrow left)', () => go(index - 1), {
    class: 'tool viewer-side is-left',
  });
  const next = iconButton('chevronRight', 'Next picture (Arrow right)', () => go(index + 1), {
    class: 'tool viewer-side is-right',
  });
  const strip = h(
    'div',
    { 'class': 'viewer-strip', 'role': 'group', 'aria-label': 'Pictures' },
    ...urls.map((url, at) =>
      h(
        'button',
        {
          'type': 'button',
          'class': 'viewer-thumb',
          'aria-label': `Picture ${at + 1} of ${urls.length}`,
          'onclick': () => go(at),
        },
        h('img', { src: smaller(url, 128), alt: '', loading: 'lazy', draggable: 'false' }),
      ),
    ),
  );
  strip.hidden = urls.length < 2;

  const bar = h(
    'div',
    { class: 'viewer-bar' },
    h('div', { 'class': 'viewer-about', 'aria-live': 'polite' }, name, facts),
    h(
      'div',
      { 'class': 'viewer-tools', 'role': 'toolbar', 'aria-label': 'Picture' },
      iconButton('zoomOut', 'Smaller (-)', () => stage.zoomBy(1 / ZOOM_STEP)),
      zoom,
      iconButton('zoomIn', 'Larger (+)', () => stage.zoomBy(ZOOM_STEP)),
      iconButton('maximize', 'Fit (0)', () => stage.fit()),
      h('span', { class: 'viewer-gap' }),
      checkerButton,
      compareButton,
      swapButton,
      h('span', { class: 'viewer-gap' }),
      useButton,
      iconButton('copy', 'Copy to the clipboard', () => void copyPicture(editor, below)),
      iconButton('download', 'Download', download),
      ...(isOwnDialog ? [iconButton('x', 'Close (Escape)', close)] : []),
    ),
  );
  const leftTag = h('span', { class: 'viewer-tag is-left', hidden: true });
  const rightTag = h('span', { class: 'viewer-tag is-right', hidden: true });
  stage.element.append(compare.element, leftTag, rightTag, problem);
  const element = h(
    'div',
    {
      'class': 'viewer is-checkered',
      'tabindex': 0,
      'role': 'group',
      'aria-label': 'Picture viewer',
      'data-autofocus': true,
      'onkeydown': key,
    },
    bar,
    h('div', { class: 'viewer-middle' }, stage.element, previous, next),
    strip,
  );

  function current(): string {
    return urls[index] ?? '';
  }

  function toggleCompare(): void {
    if (against !== undefined) return setAgainst(undefined);
    const items = comparable(editor, urls, current());
    const [only] = items;
    if (items.length === 1) setAgainst(only?.value);
    else if (only)
      openPicker({
        anchor: compareButton,
        label: 'Compare with',
        items,
        selected: undefined,
        empty: '',
        onPick: setAgainst,
      });
  }

  /** Short, to tell two pictures apart. */
  function titleOf(url: string): string {
    const known = knownPicture(editor, url);
    if (known?.run && knownPicture(editor, url === current() ? (against ?? '') : current())?.run !== known.run)
      return `Run ${known.run.number}`;
    if (known) return pictureTitle(known.file, editor.session.peek()?.document.workflow.peek(), editor.types.peek());
    return urls.includes(url) ? `Picture ${urls.indexOf(url) + 1}` : 'Picture';
  }

  function size(): Size {
    return { width: below.naturalWidth || 1, height: below.naturalHeight || 1 };
  }

  function loaded(): void {
    problem.hidden = true;
    stage.setSize(size());
    showCompare();
    describe();
  }

  function showCompare(): void {
    above.hidden = against === undefined;
    compare.show(size(), against === undefined ? undefined : above);
    swapButton.hidden = leftTag.hidden = rightTag.hidden = against === undefined;
    setText(leftTag, titleOf(current()));
    setText(rightTag, against === undefined ? '' : titleOf(against));
    setAttribute(compareButton, 'aria-pressed', String(against !== undefined));
    compareButton.hidden = against === undefined && comparable(editor, urls, current()).length === 0;
  }

  function setAgainst(url: string | undefined): void {
    against = url;
    if (url !== undefined) setAttribute(above, 'src', url);
    showCompare();
  }

  function show(): void {
    shown += 1;
    setAttribute(below, 'src', current());
    if (below.complete && below.naturalWidth > 0) loaded();
    previous.hidden = index <= 0;
    next.hidden = index >= urls.length - 1;
    for (const [at, thumb] of [...strip.children].entries())
      setAttribute(thumb, 'aria-current', at === index ? 'true' : undefined);
    strip.children[index]?.scrollIntoView?.({ block: 'nearest', inline: 'nearest' });
    describe();
  }

  function describe(): void {
    const known = knownPicture(editor, current());
    const { naturalWidth: width, naturalHeight: height } = below;
    useButton.hidden = known === undefined;
    const title = known
      ? pictureTitle(known.file, editor.session.peek()?.document.workflow.peek(), editor.types.peek())
      : titleOf(current());
    setText(name, title);
    below.alt = title;
    const plain = [...(width > 0 ? [`${width} × ${height}`] : []), ...(known ? runFacts(known) : [])];
    setText(facts, plain.join(' · '));
    if (!known?.run || !('node' in known.file)) return;
    const [question, file] = [shown, known.file];
    editor.api.runDetail(known.run.id).then(
      (detail) => {
        if (question === shown)
          setText(
            facts,
            [...plain, ...detailFacts(file, detail, editor.types.peek()).filter((fact) => fact !== title)].join(' · '),
          );
      },
      () => {},
    );
  }

  function go(to: number): void {
    if (to < 0 || to >= urls.length || to === index) return;
    index = to;
    if (against === current()) setAgainst(undefined);
    show();
  }

  function swap(): void {
    const at = urls.indexOf(against ?? '');
    const before = current();
    if (against === undefined) return;
    if (at >= 0) {
      index = at;
      setAgainst(before);
      show();
    } else {
      // The other one is not in the row: only the two pictures change places.
      [below.src, above.src] = [above.src, below.src];
      [leftTag.textContent, rightTag.textContent] = [rightTag.textContent, leftTag.textContent];
    }
  }

  function checker(): void {
    setAttribute(checkerButton, 'aria-pressed', String(element.classList.toggle('is-checkered')));
  }

  function use(): void {
    const known = knownPicture(editor, current());
    if (known) void usePicture(editor, known.file);
  }

  function download(): void {
    downloadPicture(current(), knownPicture(editor, current())?.file.name ?? 'picture.png');
  }

  function close(): void {
    if (editor.dialog.peek() === dialog) editor.dialog.value = undefined;
  }

  function key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const actions: Readonly<Record<string, () => void>> = {
      'ArrowLeft': () => (event.shiftKey ? stage.panBy(PAN_STEP, 0) : go(index - 1)),
      'ArrowRight': () => (event.shiftKey ? stage.panBy(-PAN_STEP, 0) : go(index + 1)),
      'ArrowUp': () => stage.panBy(0, PAN_STEP),
      'ArrowDown': () => stage.panBy(0, -PAN_STEP),
      '+': () => stage.zoomBy(ZOOM_STEP),
      '=': () => stage.zoomBy(ZOOM_STEP),
      '-': () => stage.zoomBy(1 / ZOOM_STEP),
      '0': () => stage.fit(),
      '1': () => stage.actualSize(),
      'c': toggleCompare,
      's': swap,
      'b': checker,
      'u': use,
    };
    const action = actions[event.key];
    if (!action) return;
    event.preventDefault();
    event.stopPropagation();
    action();
  }

  stage.element.addEventListener('dblclick', (event) => {
    const { k } = stage.view.peek();
    if (Math.abs(k * devicePixelRatio - 1) < 0.01) stage.fit();
    else stage.zoomBy(1 / (k * devicePixelRatio), stage.at(event));
  });
  const stopZoom = effect(() => setText(zoom, `${Math.round(stage.view.value.k * devicePixelRatio * 100)} %`));
  host.append(element);
  if (against !== undefined) setAttribute(above, 'src', against);
  show();
  showCompare();
  if (isOwnDialog) element.focus({ preventScroll: true });
  return () => {
    stopZoom();
    compare.destroy();
    stage.destroy();
    element.remove();
  };
}
