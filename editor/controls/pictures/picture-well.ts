/** How the control of a picture looks: the picture or what is missing, its name, and the buttons below. */
import type { PictureFile } from '../../../engine/protocol/index.ts';
import { h, iconButton, iconOf, setAttribute, setText } from '../../dom.ts';
import type { Variant } from '../fields/parts/field-context.ts';
import { smaller } from './loadable-pictures.ts';
import { t } from '../../i18n/t.ts';

/** Width of the thumbnail to load, in pixels. */
const THUMBNAIL: Readonly<Record<Variant, number>> = { node: 512, form: 768 };

export interface PictureWellOptions {
  /** Id of the well, which the label belongs to. */
  readonly id: string;
  readonly label: string;
  readonly variant: Variant;
  /** The well was pressed. */
  readonly onPress: () => void;
  readonly onPaste: (event: ClipboardEvent) => void;
  /** Choose one of the server's pictures. */
  readonly onChoose: () => void;
  readonly onUpload: () => void;
  readonly onPaint: () => void;
}

export interface PictureWell {
  readonly element: HTMLElement;
  /** The row of buttons, where a list of pictures opens. */
  readonly bar: HTMLElement;
  /** @param name the value of the input. @param file the picture of that name. @param isMissing the server has none. */
  show(name: string, file: PictureFile | undefined, isMissing: boolean): void;
  focus(): void;
}

export function createPictureWell(options: PictureWellOptions): PictureWell {
  const { id, label, variant } = options;
  const picture = h('img', { class: 'file-picture', alt: '', draggable: 'false', hidden: true });
  const hint = h('span', { class: 'file-hint' });
  const well = h(
    'button',
    { id, type: 'button', class: 'file-well', onclick: options.onPress, onpaste: options.onPaste },
    picture,
    hint,
  );
  const title = h('span', { class: 'file-name' });
  const paint = iconButton('paintbrush', t('Paint a mask'), options.onPaint);
  const bar = h(
    'div',
    { class: 'file-bar' },
    title,
    iconButton('images', t('{label}: choose one of your pictures', { label }), options.onChoose, {
      'aria-haspopup': 'listbox',
    }),
    iconButton('upload', t('{label}: upload a picture', { label }), options.onUpload),
    paint,
  );

  /** The accessible name of the well: its state, and what pressing it does. */
  function wellLabel(name: string, file: PictureFile | undefined, isMissing: boolean): string {
    if (file) return t('{label}: {name}. View at full size', { label, name: file.name });
    return isMissing
      ? t('{label}: {name} is not on the server. Choose a picture', { label, name })
      : t('{label}: choose a picture', { label });
  }

  return {
    element: h('div', { class: 'file' }, well, bar),
    bar,
    show(name, file, isMissing) {
      setText(title, name);
      setAttribute(title, 'title', name === '' ? undefined : name);
      picture.hidden = paint.hidden = file === undefined;
      hint.hidden = file !== undefined;
      if (file) setAttribute(picture, 'src', smaller(file.url, THUMBNAIL[variant]));
      else if (isMissing) hint.replaceChildren(iconOf('triangleAlert'), t('"{name}" is not on the server', { name }));
      else hint.replaceChildren(iconOf('imagePlus'), t('Drop, paste or choose a picture'));
      well.classList.toggle('is-missing', isMissing);
      setAttribute(well, 'aria-label', wellLabel(name, file, isMissing));
    },
    focus: () => well.focus(),
  };
}
