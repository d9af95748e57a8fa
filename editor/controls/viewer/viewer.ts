/** Pictures at full size: zoom, one after another, two against each other, and what can be done with one. */
import { effect } from '@preact/signals';
import { h, setAttribute } from '../../dom.ts';
import type { DialogOf, Editor } from '../../editor-context.ts';
import { createComparison } from './comparison.ts';
import { detailFacts, earlierFacts, knownPicture, runFacts } from './facts.ts';
import { fullTitle, tagOf } from './picture-tags.ts';
import { createStage } from './stage.ts';
import { copyPicture, downloadPicture, usePicture } from './take.ts';
import { createViewerStrip } from './viewer-strip.ts';
import { createViewerTools, ZOOM_STEP } from './viewer-tools.ts';
import { keyHandler } from '../../key-events.ts';
import { t } from '../../i18n/t.ts';

/** Pixels of the screen for each arrow key. */
const PAN_STEP = 60;

/** Puts a viewer into `host`. @returns a function that removes it. */
export function mountViewer(editor: Editor, dialog: DialogOf<'viewer'>, host: HTMLElement): () => void {
  const { urls } = dialog;
  let index = Math.min(Math.max(0, dialog.index), Math.max(0, urls.length - 1));
  /** Counts the pictures shown, so that a late answer about one is not shown at the next. */
  let shown = 0;
  /** Inside another dialog, the viewer has no button to close and leaves the focus alone. */
  const isOwnDialog = editor.dialog.peek() === dialog;
  const current = (): string => urls[index] ?? '';

  const below: HTMLImageElement = h('img', { class: 'viewer-picture', alt: '', draggable: 'false', onload: loaded });
  const stage = createStage({ canPan: ({ button }) => button === 0 || button === 1 });
  const comparison = createComparison(
    {
      editor,
      stage,
      urls,
      current,
      size: () => ({ width: below.naturalWidth || 1, height: below.naturalHeight || 1 }),
      onState: (state) => tools.showCompare(state),
    },
    dialog.compare,
  );
  stage.content.append(below, comparison.above);
  const problem = h('p', { class: 'viewer-problem', role: 'alert', hidden: true }, t('This picture cannot be shown.'));
  below.addEventListener('error', () => (problem.hidden = false));
  stage.element.append(problem);

  const strip = createViewerStrip(urls, go);
  const toggleCompare = (): void => comparison.toggle(tools.compareButton);
  const tools = createViewerTools(stage, {
    onChecker: checker,
    onCompare: toggleCompare,
    onSwap: swap,
    onUse: use,
    onCopy: () => void copyPicture(editor, below),
    onDownload: () => downloadPicture(current(), knownPicture(editor, current())?.file.name ?? 'picture.png'),
    onClose: isOwnDialog ? close : undefined,
  });
  const element = h(
    'div',
    {
      'class': 'viewer is-checkered',
      'tabindex': 0,
      'role': 'group',
      'aria-label': t('Picture viewer'),
      'data-autofocus': true,
      'onkeydown': keyHandler(key),
    },
    tools.element,
    h('div', { class: 'viewer-middle' }, stage.element, strip.previous, strip.next),
    strip.element,
  );

  function loaded(): void {
    problem.hidden = true;
    stage.setSize({ width: below.naturalWidth || 1, height: below.naturalHeight || 1 });
    comparison.show();
    describe();
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
    const title = known ? fullTitle(editor, known) : tagOf(editor, current(), comparison.against(), urls);
    tools.showUse(known !== undefined);
    tools.showName(title);
    below.alt = title;
    const facts = [
      ...(width > 0 ? [`${width} × ${height}`] : []),
      ...(known ? [...runFacts(known), ...earlierFacts(editor, known)] : []),
    ];
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
    if (comparison.against() === current()) comparison.setAgainst(undefined);
    show();
  }

  function swap(): void {
    const against = comparison.against();
    if (against === undefined) return;
    const at = urls.indexOf(against);
    // A picture that is not in the strip cannot become the first one, so only the two elements change places.
    if (at < 0) return comparison.exchange(below);
    const before = current();
    index = at;
    comparison.setAgainst(before);
    show();
  }

  function checker(): void {
    tools.showChecker(element.classList.toggle('is-checkered'));
  }

  function use(): void {
    const known = knownPicture(editor, current());
    if (known) void usePicture(editor, known.file);
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
  show();
  comparison.show();
  if (isOwnDialog) element.focus({ preventScroll: true });
  return () => {
    stopZoom();
    comparison.destroy();
    stage.destroy();
    element.remove();
  };
}
