/** The second picture of the viewer, which is compared with the first. */
import { h, setAttribute, setText } from '../../dom.ts';
import type { Editor } from '../../editor-context.ts';
import type { Size } from '../pictures/size.ts';
import { openPicker } from '../widgets/picker.ts';
import { comparable } from './candidates.ts';
import { createCompare } from './compare.ts';
import { tagOf } from './picture-tags.ts';
import type { Stage } from './stage.ts';
import type { CompareState } from './viewer-tools.ts';
import { t } from '../../i18n/t.ts';

export interface ComparisonOptions {
  readonly editor: Editor;
  readonly stage: Stage;
  /** The pictures of the viewer. */
  readonly urls: readonly string[];
  /** The first picture. */
  readonly current: () => string;
  /** Size of the first picture, in pixels. */
  readonly size: () => Size;
  readonly onState: (state: CompareState) => void;
}

export interface Comparison {
  /** The second picture, on the right of the line. */
  readonly above: HTMLImageElement;
  /** Its address, undefined for none. */
  against(): string | undefined;
  setAgainst(url: string | undefined): void;
  /** Ends the comparison, or begins one. @param anchor where a list of pictures opens if there is a choice. */
  toggle(anchor: HTMLElement): void;
  /** Shows everything again, after the first picture has changed. */
  show(): void;
  /** Exchanges the two pictures and their tags. @param below the element of the first picture. */
  exchange(below: HTMLImageElement): void;
  destroy(): void;
}

/** @param first address of the second picture to start with. */
export function createComparison(options: ComparisonOptions, first: string | undefined): Comparison {
  const { editor, stage, urls, current, size, onState } = options;
  let against = first;
  const above: HTMLImageElement = h('img', { class: 'viewer-picture', alt: '', draggable: 'false', hidden: true });
  const line = createCompare(stage);
  const leftTag = h('span', { class: 'viewer-tag is-left', hidden: true });
  const rightTag = h('span', { class: 'viewer-tag is-right', hidden: true });
  if (first !== undefined) setAttribute(above, 'src', first);
  stage.element.append(line.element, leftTag, rightTag);

  function candidates() {
    return comparable(editor, urls, current());
  }

  function show(): void {
    const isOn = against !== undefined;
    above.hidden = leftTag.hidden = rightTag.hidden = !isOn;
    line.show(size(), isOn ? above : undefined);
    setText(leftTag, tagOf(editor, current(), against, urls));
    setText(rightTag, against === undefined ? '' : tagOf(editor, against, current(), urls));
    if (isOn) onState('on');
    else onState(candidates().length === 0 ? 'none' : 'off');
  }

  function setAgainst(url: string | undefined): void {
    against = url;
    if (url !== undefined) setAttribute(above, 'src', url);
    show();
  }

  return {
    above,
    against: () => against,
    setAgainst,
    show,
    toggle(anchor) {
      if (against !== undefined) return setAgainst(undefined);
      const items = candidates();
      const [only] = items;
      if (!only) return;
      if (items.length === 1) return setAgainst(only.value);
      openPicker({ anchor, label: t('Compare with'), items, selected: undefined, empty: '', onPick: setAgainst });
    },
    exchange(below) {
      [below.src, above.src] = [above.src, below.src];
      [leftTag.textContent, rightTag.textContent] = [rightTag.textContent, leftTag.textContent];
    },
    destroy: () => line.destroy(),
  };
}
