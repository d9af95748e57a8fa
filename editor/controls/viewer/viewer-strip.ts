/** The thumbnails below a picture, and the arrows beside it, when there are several pictures. */
import { h, iconButton, setAttribute } from '../../dom.ts';
import { smaller } from '../pictures/loadable-pictures.ts';
import { t } from '../../i18n/t.ts';

/** Width of the thumbnails to load, in pixels. */
const THUMBNAIL = 128;

export interface ViewerStrip {
  readonly element: HTMLElement;
  readonly previous: HTMLElement;
  readonly next: HTMLElement;
  /** Marks one picture as the shown one. */
  show(index: number): void;
}

/** @param onGo called with the index of the picture to show. */
export function createViewerStrip(urls: readonly string[], onGo: (index: number) => void): ViewerStrip {
  let shown = 0;
  const previous = iconButton('chevronLeft', t('Previous picture (Left arrow)'), () => onGo(shown - 1), {
    class: 'tool viewer-side is-left',
  });
  const next = iconButton('chevronRight', t('Next picture (Right arrow)'), () => onGo(shown + 1), {
    class: 'tool viewer-side is-right',
  });
  const thumbs = urls.map((url, index) => {
    const name = t('Picture {number} of {count}', { number: index + 1, count: urls.length });
    const image = h('img', { src: smaller(url, THUMBNAIL), alt: '', loading: 'lazy', draggable: 'false' });
    const props = { 'type': 'button', 'class': 'viewer-thumb', 'aria-label': name, 'onclick': () => onGo(index) };
    return h('button', props, image);
  });
  const element = h('div', { 'class': 'viewer-strip', 'role': 'group', 'aria-label': t('Pictures') }, ...thumbs);
  element.hidden = urls.length < 2;
  return {
    element,
    previous,
    next,
    show(index) {
      shown = index;
      previous.hidden = index <= 0;
      next.hidden = index >= urls.length - 1;
      for (const [at, thumb] of thumbs.entries())
        setAttribute(thumb, 'aria-current', at === index ? 'true' : undefined);
      thumbs[index]?.scrollIntoView?.({ block: 'nearest', inline: 'nearest' });
    },
  };
}
