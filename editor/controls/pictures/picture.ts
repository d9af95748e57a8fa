/** The pictures that a node made, or its preview while it is running. */
import { computed, effect, type ReadonlySignal } from '@preact/signals';
import type { RunFile } from '../../../engine/protocol/index.ts';
import { NODE } from '../../document/layout/geometry.ts';
import { pictureRoom } from '../../document/layout/result-room.ts';
import type { Editor, LivePreview, Session } from '../../editor-context.ts';
import { h, setAttribute, setText } from '../../dom.ts';
import { language } from '../../i18n/language.ts';
import { t } from '../../i18n/t.ts';
import { earlierText } from './earlier-text.ts';
import { smaller } from './loadable-pictures.ts';
import { columnsFor, MOST_PICTURES } from './picture-grid.ts';
import { pictureTitle } from './picture-title.ts';
import { carryPicture } from './picture-transfer.ts';
import { keyHandler } from '../../key-events.ts';

export interface NodePicture {
  readonly element: HTMLElement;
  /** In canvas pixels, before there is a picture too; 0 on a node that shows none. */
  readonly height: ReadonlySignal<number>;
  destroy(): void;
}

const NONE: readonly RunFile[] = [];
/** Width of the thumbnail to load, in pixels: of one of several pictures, of a single one. */
const THUMBNAIL = { several: 320, single: 640 } as const;

export function createNodePicture(editor: Editor, session: Session, node: string): NodePicture {
  const isShown = computed(() => editor.session.value === session);
  const height = computed(() => {
    const workflow = session.document.workflow.value;
    return pictureRoom(workflow, editor.types.value, node, workflow.view?.nodes?.[node]?.width ?? NODE.width);
  });
  const files = computed(() =>
    isShown.value && height.value > 0 ? (editor.activity.value.pictures[node] ?? NONE) : NONE,
  );
  const preview = computed(() => (isShown.value ? editor.activity.value.previews[node] : undefined));
  /** Why the pictures are of an earlier state; undefined for those the node would give now. */
  const earlier = computed(() => {
    const reason = isShown.value && files.value.length > 0 ? editor.activity.value.earlier[node] : undefined;
    return reason && earlierText(reason, session.whole.value, editor.types.value);
  });
  const mark = h('span', { class: 'picture-earlier', role: 'note' });

  const element = h('div', { class: 'picture-view', hidden: true });
  let live: HTMLImageElement | undefined;
  /** What the tiles show: while it is the same they stay, because one of them may have the focus. */
  let tiled = '';

  function showPreview({ url, value, max }: LivePreview): void {
    if (!live?.isConnected) {
      const image: HTMLImageElement = h('img', {
        class: 'live',
        alt: '',
        draggable: 'false',
      });
      live = image;
      element.classList.remove('is-grid');
      element.replaceChildren(image);
    }
    setAttribute(live, 'src', url);
    live.alt = t('Preview after step {value} of {max}', { value, max });
  }

  function showFiles(all: readonly RunFile[]): void {
    const workflow = session.document.workflow.peek();
    const titles = all.map((file) => `${file.url} ${pictureTitle(file, workflow, editor.types.peek())}`);
    const next = [language.value, ...titles].join('\n');
    if (!live && next === tiled) return;
    tiled = next;
    live = undefined;
    element.classList.toggle('is-grid', all.length > 1);
    element.style.setProperty('--columns', String(columnsFor(all.length)));
    element.replaceChildren(...all.slice(0, MOST_PICTURES).map((file, index) => tile(file, index, all)));
  }

  /** Dims pictures of an earlier state, and says so. */
  function showEarlier(): void {
    const reason = live === undefined ? earlier.peek() : undefined;
    element.classList.toggle('is-earlier', reason !== undefined);
    if (reason === undefined) return mark.remove();
    setText(mark, t('Earlier'));
    mark.title = reason;
    element.append(mark);
    setAttribute(mark, 'aria-label', reason);
  }

  function tile(file: RunFile, index: number, all: readonly RunFile[]): HTMLElement {
    // The last tile says how many pictures have none.
    const more = index === MOST_PICTURES - 1 ? all.length - MOST_PICTURES : 0;
    const of = pictureTitle(file, session.document.workflow.peek(), editor.types.peek());
    const name =
      all.length > 1 ? t('{name}, {number} of {count}', { name: of, number: index + 1, count: all.length }) : of;
    const image: HTMLImageElement = h('img', {
      src: smaller(file.url, all.length > 1 ? THUMBNAIL.several : THUMBNAIL.single),
      alt: name,
      draggable: 'false',
      decoding: 'async',
    });
    return h(
      'button',
      {
        type: 'button',
        class: 'picture-tile',
        draggable: 'true',
        title: `${name}\n${t('Click to view at full size, drag to use')}`,
        onclick: () => {
          editor.dialog.value = { kind: 'viewer', urls: all.map(({ url }) => url), index };
        },
        onpointerdown: (event: PointerEvent) => event.button === 0 && event.stopPropagation(),
        onkeydown: keyHandler(keepPress),
        ondragstart: (event: DragEvent) => event.dataTransfer && carryPicture(event.dataTransfer, file),
      },
      image,
      more > 0 && h('span', { 'class': 'picture-more', 'aria-hidden': 'true' }, `+${more}`),
    );
  }

  const stop = effect(() => {
    const [all, current] = [files.value, preview.value];
    element.hidden = height.value === 0;
    element.classList.toggle('is-empty', all.length === 0 && !current);
    if (current) showPreview(current);
    else showFiles(all);
    showEarlier();
  });
  const stopEarlier = effect(() => {
    void earlier.value;
    showEarlier();
  });
  const stopHeight = effect(() => {
    element.style.height = `${height.value}px`;
  });
  return {
    element,
    height,
    destroy() {
      stop();
      stopHeight();
      stopEarlier();
      element.remove();
    },
  };
}

/** Keeps the keys that press a button from the canvas. With Ctrl or Command they are commands. */
function keepPress(event: KeyboardEvent): void {
  const isPress = event.key === 'Enter' || event.key === ' ';
  if (isPress && !event.ctrlKey && !event.metaKey) event.stopPropagation();
}
