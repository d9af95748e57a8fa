/** The bar above a picture: what it is, and what can be done with it. */
import { h, iconButton, setAttribute, setText } from '../../dom.ts';
import type { Stage } from './stage.ts';
import { t } from '../../i18n/t.ts';

/** Factor of one zoom in or out. */
export const ZOOM_STEP = 1.5;

export interface ViewerToolsOptions {
  readonly onChecker: () => void;
  readonly onCompare: () => void;
  readonly onSwap: () => void;
  readonly onUse: () => void;
  readonly onCopy: () => void;
  readonly onDownload: () => void;
  /** Undefined: without a button to close. */
  readonly onClose: (() => void) | undefined;
}

export interface ViewerTools {
  readonly element: HTMLElement;
  /** Where the list of pictures to compare with opens. */
  readonly compareButton: HTMLElement;
  showName(name: string): void;
  showFacts(facts: readonly string[]): void;
  /** @param zoom screen pixels for each pixel of the picture. */
  showZoom(zoom: number): void;
  showChecker(isOn: boolean): void;
  showCompare(state: CompareState): void;
  showUse(canUse: boolean): void;
}

/** `none`: there is nothing to compare with. */
export type CompareState = 'on' | 'off' | 'none';

export function createViewerTools(stage: Stage, options: ViewerToolsOptions): ViewerTools {
  const name = h('strong', { class: 'viewer-name' });
  const facts = h('span', { class: 'viewer-facts' });
  const zoom = h('button', {
    type: 'button',
    class: 'viewer-zoom',
    title: t('Actual size (1)'),
    onclick: () => stage.actualSize(),
  });
  const checker = iconButton('grid2x2', t('Show transparency (B)'), options.onChecker, { 'aria-pressed': 'true' });
  const compare = iconButton('columns2', t('Compare with another picture (C)'), options.onCompare, {
    'aria-pressed': 'false',
  });
  const swap = iconButton('arrowLeftRight', t('Swap the two pictures (S)'), options.onSwap);
  const use = iconButton('imagePlus', t('Use in the workflow (U)'), options.onUse);
  const tools = h(
    'div',
    { 'class': 'viewer-tools', 'role': 'toolbar', 'aria-label': t('Picture') },
    iconButton('zoomOut', t('Zoom out (-)'), () => stage.zoomBy(1 / ZOOM_STEP)),
    zoom,
    iconButton('zoomIn', t('Zoom in (+)'), () => stage.zoomBy(ZOOM_STEP)),
    iconButton('maximize', t('Fit (0)'), () => stage.fit()),
    h('span', { class: 'viewer-gap' }),
    checker,
    compare,
    swap,
    h('span', { class: 'viewer-gap' }),
    use,
    iconButton('copy', t('Copy to the clipboard'), options.onCopy),
    iconButton('download', t('Download'), options.onDownload),
    options.onClose && iconButton('x', t('Close (Escape)'), options.onClose),
  );
  return {
    element: h(
      'div',
      { class: 'viewer-bar' },
      h('div', { 'class': 'viewer-about', 'aria-live': 'polite' }, name, facts),
      tools,
    ),
    compareButton: compare,
    showName: (text) => setText(name, text),
    showFacts: (all) => setText(facts, all.join(' · ')),
    showZoom: (factor) => setText(zoom, `${Math.round(factor * 100)} %`),
    showChecker: (isOn) => setAttribute(checker, 'aria-pressed', String(isOn)),
    showCompare(state) {
      setAttribute(compare, 'aria-pressed', String(state === 'on'));
      compare.hidden = state === 'none';
      swap.hidden = state !== 'on';
    },
    showUse(canUse) {
      use.hidden = !canUse;
    },
  };
}
