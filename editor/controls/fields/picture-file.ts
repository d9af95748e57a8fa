/** A picture of an input folder: dropped, pasted, uploaded, or one that is there already. */
import { effect } from '@preact/signals';
import type { PictureFile } from '../../../engine/protocol/index.ts';
import type { Control, ControlContext } from './control.ts';
import { h, iconButton, iconOf, setAttribute, setText } from '../../dom.ts';
import { inputPictures, messageOf, smaller } from '../pictures/loadable-pictures.ts';
import { openPicker, type PickerItem } from '../widgets/picker.ts';
import type { Popover } from '../widgets/popover.ts';
import { carriedPicture, hasPicture, pictureFiles } from '../pictures/picture-transfer.ts';

/** Width of thumbnails that are asked for, in pixels. */
const THUMBNAIL = { node: 512, form: 768, list: 96 } as const;

/** How long it is said why a picture was not taken, in milliseconds. */
const PROBLEM_SHOWN = 12_000;

export function fileControl(context: ControlContext): Control {
  const { editor, node, input, id, label, edit, draft, variant } = context;
  const pictures = inputPictures(editor);
  let value: unknown;
  let popover: Popover | undefined;
  /** A name the list was asked for again. */
  let asked: string | undefined;

  const picture = h('img', { class: 'file-picture', alt: '', draggable: 'false', hidden: true });
  const hint = h('span', { class: 'file-hint' });
  const well = h('button', { id, type: 'button', class: 'file-well', onclick: press, onpaste: paste }, picture, hint);
  const name = h('span', { class: 'file-name' });
  const paint = iconButton('paintbrush', 'Paint a mask', () => {
    editor.dialog.value = { kind: 'mask', node, input };
  });
  const chooser = h('input', {
    type: 'file',
    accept: 'image/*',
    hidden: true,
    tabindex: -1,
    onchange: () => void upload(chooser.files?.[0]).then(() => (chooser.value = '')),
  });
  const bar = h(
    'div',
    { class: 'file-bar' },
    name,
    iconButton('images', `${label}: choose one that is on the server`, () => (popover ? popover.close() : open()), {
      'aria-haspopup': 'listbox',
    }),
    iconButton('upload', `${label}: upload a picture`, () => chooser.click()),
    paint,
    chooser,
  );
  const element = h(
    'div',
    {
      class: 'file',
      ondragenter: over,
      ondragover: over,
      ondragleave: (event: DragEvent) => {
        if (!(event.relatedTarget instanceof Node && element.contains(event.relatedTarget)))
          element.classList.remove('is-over');
      },
      ondrop: drop,
    },
    well,
    bar,
  );

  function press(): void {
    const file = current();
    if (file) editor.dialog.value = { kind: 'viewer', urls: [file.url], index: 0 };
    else chooser.click();
  }

  function current(): PictureFile | undefined {
    return pictures.files.value?.find((file) => file.name === value);
  }

  function put(file: PictureFile): void {
    edit.set(file.name);
    edit.settle();
    show(edit.current());
  }

  async function upload(file: File | undefined): Promise<void> {
    if (file) await store(() => pictures.upload(file, file.name));
  }

  async function store(send: () => Promise<PictureFile>): Promise<void> {
    element.classList.add('is-busy');
    draft(undefined);
    await send()
      .then(put, fail)
      .finally(() => element.classList.remove('is-busy'));
  }

  function fail(error: unknown): void {
    draft(messageOf(error));
    setTimeout(() => draft(undefined), PROBLEM_SHOWN);
  }

  function over(event: DragEvent): void {
    if (!event.dataTransfer || !hasPicture(event.dataTransfer)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'copy';
    element.classList.add('is-over');
  }

  function drop(event: DragEvent): void {
    element.classList.remove('is-over');
    if (!event.dataTransfer || !hasPicture(event.dataTransfer)) return;
    event.preventDefault();
    take(event.dataTransfer);
  }

  function paste(event: ClipboardEvent): void {
    if (!event.clipboardData || pictureFiles(event.clipboardData).length === 0) return;
    event.preventDefault();
    event.stopPropagation();
    take(event.clipboardData);
  }

  function take(transfer: DataTransfer): void {
    const carried = carriedPicture(transfer);
    const [file] = pictureFiles(transfer);
    if (carried) void store(() => pictures.take(carried));
    else if (file) void store(() => pictures.upload(file, file.name));
    else draft('That is not a picture.');
  }

  function open(): void {
    void pictures.refresh();
    const items = (pictures.files.peek() ?? []).map((file): PickerItem => ({
      value: file.name,
      title: file.name,
      picture: smaller(file.url, THUMBNAIL.list),
    }));
    popover = openPicker({
      anchor: bar,
      label,
      items,
      selected: typeof value === 'string' ? value : undefined,
      empty: pictures.problem.peek() ?? 'No pictures yet. Drop one here, or upload it.',
      onPick(next) {
        const file = pictures.files.peek()?.find((each) => each.name === next);
        if (file) put(file);
      },
      onClose: () => (popover = undefined),
    });
  }

  function show(next: unknown): void {
    // What went wrong with another picture is settled by this one.
    if (next !== value) draft(undefined);
    value = next;
    const isEmpty = typeof next !== 'string' || next === '';
    const file = current();
    const isMissing = !isEmpty && pictures.files.value !== undefined && !file;
    if (isMissing && asked !== next) {
      asked = next;
      void pictures.refresh();
    }
    setText(name, isEmpty ? '' : next);
    setAttribute(name, 'title', isEmpty ? undefined : next);
    picture.hidden = !file;
    if (file) setAttribute(picture, 'src', smaller(file.url, THUMBNAIL[variant]));
    hint.hidden = file !== undefined;
    if (!file)
      hint.replaceChildren(
        iconOf(isMissing ? 'triangleAlert' : 'imagePlus'),
        isMissing ? `"${next}" is not on the server` : 'Drop, paste or choose a picture',
      );
    paint.hidden = !file;
    well.classList.toggle('is-missing', isMissing);
    setAttribute(
      well,
      'aria-label',
      file
        ? `${label}: ${file.name}. Show at full size`
        : isMissing
          ? `${label}: ${next} is not on the server. Choose a picture`
          : `${label}: choose a picture`,
    );
  }

  const stop = effect(() => {
    void pictures.files.value;
    show(value);
  });
  return {
    element,
    show,
    focus: () => well.focus(),
    destroy() {
      stop();
      popover?.close();
    },
  };
}
