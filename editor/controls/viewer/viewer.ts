/** Pictures at full size: zoom, one after another, two against each other, and what can be done with one. */
import { effect } from '@preact/signals';
import { h, setAttribute, setText } from '../../dom.ts';
import type { DialogOf, Editor } from '../../editor-context.ts';
import { pictureTitle } from '../pictures/picture-title.ts';
import type { Size } from '../pictures/picture-height.ts';
import { openPicker } from '../widgets/picker.ts';
import { comparable } from './candidates.ts';
import { createCompare } from './compare.ts';
import { detailFacts, type KnownPicture, knownPicture, runFacts } from './facts.ts';
import { createStage } from './stage.ts';
import { copyPicture, downloadPicture, usePicture } from './take.ts';
import { createViewerStrip } from './viewer-strip.ts';
import { createViewerTools, ZOOM_STEP } from './viewer-tools.ts';

/** Pixels of the screen for each arrow key. */
const PAN_STEP = 60;

/** Puts a viewer into `host`. @returns a function that removes it. */
export function mountViewer(editor: Editor, dialog: DialogOf<'viewer'>, host: HTMLElement): () => void {
  const { urls } = dialog;
  let index = Math.min(Math.max(0, dialog.index), Math.max(0, urls.length - 1));
  /** The picture on the right of the line, if two are compared. */
  let against = dialog.compare;
  /** Counts the pictures shown, so that a late answer about one is not shown at the next. */
  let shown = 0;
  /** Part of another dialog, the viewer has no button to close and leaves the focus alone. */
  const isOwnDialog = editor.dialog.peek() === dialog;

  const below: HTMLImageElement = h('img', { class: 'viewer-picture', alt: '', draggable: 'false', onload: loaded });
  const above: HTMLImageElement = h('img', { class: 'viewer-picture', alt: '', draggable: 'false', hidden: true });
  const stage = createStage({ canPan: ({ button }) => button === 0 || button === 1 });
  stage.content.append(below, above);
  const compare = createCompare(stage);
  const leftTag = h('span', { class: 'viewer-tag is-left', hidden: true });
  const rightTag = h('span', { class: 'viewer-tag is-right', hidden: true });
  const problem = h('p', { class: 'viewer-problem', role: 'alert', hidden: true }, 'This picture cannot be shown.');
  below.addEventListener('error', () => (problem.hidden = false));
  stage.element.append(compare.element, leftTag, rightTag, problem);

  const strip = createViewerStrip(urls, go);
  const tools = createViewerTools(stage, {
    onChecker: checker,
    onCompare: toggleCompare,
    onSwap: swap,
    onUse: use,
    onCopy: () => void copyPicture(editor, below),
    onDownload: download,
    onClose: isOwnDialog ? close : undefined,
  });
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
    tools.element,
    h('div', { class: 'viewer-middle' }, stage.element, strip.previous, strip.next),
    strip.element,
  );

  function current(): string {
    return urls[index] ?? '';
  }

  function titleOf({ file }: KnownPicture): string {
    return pictureTitle(file, editor.session.peek()?.document.workflow.peek(), editor.types.peek());
  }

  /** A short title that tells a picture from the one it is compared with: its run, if the two runs differ. */
  function tagOf(url: string): string {
    const known = knownPicture(editor, url);
    const other = knownPicture(editor, url === current() ? (against ?? '') : current());
    if (known?.run && other?.run !== known.run) return `Run ${known.run.number}`;
    if (known) return titleOf(known);
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

  function toggleCompare(): void {
    if (against !== undefined) return setAgainst(undefined);
    const items = comparable(editor, urls, current());
    const [only] = items;
    if (!only) return;
    if (items.length === 1) return setAgainst(only.value);
    openPicker({
      anchor: tools.compareButton,
      label: 'Compare with',
      items,
      selected: undefined,
      empty: '',
      onPick: setAgainst,
    });
  }

  function showCompare(): void {
    const isOn = against !== undefined;
    above.hidden = leftTag.hidden = rightTag.hidden = !isOn;
    compare.show(size(), isOn ? above : undefined);
    setText(leftTag, tagOf(current()));
    setText(rightTag, against === undefined ? '' : tagOf(against));
    if (isOn) tools.showCompare('on');
    else tools.showCompare(comparable(editor, urls, current()).length === 0 ? 'none' : 'off');
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
    strip.show(index);
    describe();
  }

  /** Shows title and facts: first what the page knows, then what the server adds. */
  function describe(): void {
    const known = knownPicture(editor, current());
    const { naturalWidth: width, naturalHeight: height } = below;
    const title = known ? titleOf(known) : tagOf(current());
    tools.showUse(known !== undefined);
    tools.showName(title);
    below.alt = title;
    const facts = [...(width > 0 ? [`${width} × ${height}`] : []), ...(known ? runFacts(known) : [])];
    tools.showFacts(facts);
    if (!known?.run || !('node' in known.file)) return;
    const [question, file] = [shown, known.file];
    editor.api.runDetail(known.run.id).then(
      (detail) => {
        const more = detailFacts(file, detail, editor.types.peek()).filter((fact) => fact !== title);
        if (question === shown) tools.showFacts([...facts, ...more]);
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
    if (against === undefined) return;
    const at = urls.indexOf(against);
    const before = current();
    if (at >= 0) {
      index = at;
      setAgainst(before);
      show();
    } else {
      // The other picture is not in the strip, so only the two pictures change places.
      [below.src, above.src] = [above.src, below.src];
      [leftTag.textContent, rightTag.textContent] = [rightTag.textContent, leftTag.textContent];
    }
  }

  function checker(): void {
    tools.showChecker(element.classList.toggle('is-checkered'));
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

  // A double click toggles between the actual size and the whole picture.
  stage.element.addEventListener('dblclick', (event) => {
    const zoom = stage.view.peek().k * devicePixelRatio;
    if (Math.abs(zoom - 1) < 0.01) stage.fit();
    else stage.zoomBy(1 / zoom, stage.at(event));
  });
  const stopZoom = effect(() => tools.showZoom(stage.view.value.k * devicePixelRatio));
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
