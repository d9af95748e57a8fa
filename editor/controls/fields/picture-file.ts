/** The control of a picture file: dropped, pasted, uploaded, or chosen among those on the server. */
import { effect } from '@preact/signals';
import { type PictureFile, withSlashes } from '../../../engine/protocol/index.ts';
import { h } from '../../dom.ts';
import { messageOf } from '../../words.ts';
import { inputPictures, smaller } from '../pictures/loadable-pictures.ts';
import { carriedPicture, hasPicture, pictureFiles } from '../pictures/picture-transfer.ts';
import { createPictureWell } from '../pictures/picture-well.ts';
import { openPicker, type PickerItem } from '../widgets/picker.ts';
import type { Popover } from '../widgets/popover.ts';
import type { Control, ControlContext } from './control.ts';
import { t } from '../../i18n/t.ts';

/** Width of the thumbnails in the list, in pixels. */
const THUMBNAIL = 96;
/** How long the reason stays why a picture was not taken, in milliseconds. */
const PROBLEM_SHOWN = 12_000;

export function fileControl(context: ControlContext): Control {
  const { editor, node, input, id, label, edit, draft, variant } = context;
  const pictures = inputPictures(editor);
  let value: unknown;
  let popover: Popover | undefined;
  /** The unknown name that the list was last reloaded for. */
  let asked: string | undefined;

  const chooser = h('input', {
    type: 'file',
    accept: 'image/*',
    hidden: true,
    tabindex: -1,
    onchange: () => void upload(chooser.files?.[0]).then(() => (chooser.value = '')),
  });
  const well = createPictureWell({
    id,
    label,
    variant,
    onPress: press,
    onPaste: paste,
    onChoose: () => (popover ? popover.close() : choose()),
    onUpload: () => chooser.click(),
    onPaint: () => (editor.dialog.value = { kind: 'mask', node, input }),
  });
  const { element } = well;
  well.bar.append(chooser);
  element.addEventListener('dragenter', over);
  element.addEventListener('dragover', over);
  element.addEventListener('dragleave', ({ relatedTarget }) => {
    const isInside = relatedTarget instanceof Node && element.contains(relatedTarget);
    if (!isInside) element.classList.remove('is-over');
  });
  element.addEventListener('drop', drop);

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

  /** Sends a picture to the server and makes it the value. */
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
    else if (file) void upload(file);
    else draft(t('This is not a picture.'));
  }

  function choose(): void {
    void pictures.refresh();
    const items = (pictures.files.peek() ?? []).map((file): PickerItem => ({
      value: file.name,
      title: file.name,
      picture: smaller(file.url, THUMBNAIL),
    }));
    popover = openPicker({
      anchor: well.bar,
      label,
      items,
      selected: typeof value === 'string' ? value : undefined,
      empty: pictures.problem.peek() ?? t('No pictures yet. Drop or upload one.'),
      onPick(next) {
        const file = pictures.files.peek()?.find((each) => each.name === next);
        if (file) put(file);
      },
      onClose: () => (popover = undefined),
    });
  }

  function show(given: unknown): void {
    const next = typeof given === 'string' ? withSlashes(given) : given;
    // The problem belonged to an earlier picture.
    if (next !== value) draft(undefined);
    value = next;
    const name = typeof next === 'string' ? next : '';
    const file = current();
    const isMissing = name !== '' && pictures.files.value !== undefined && !file;
    if (isMissing && asked !== name) {
      asked = name;
      void pictures.refresh();
    }
    well.show(name, file, isMissing);
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
