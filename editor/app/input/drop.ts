/** Files that are dropped on the page or pasted: workflows are opened, other pictures become or fill a node. */
import { type Signal, signal } from '@preact/signals';
import { LOAD_IMAGE, LOAD_IMAGE_INPUT, pictureInputs } from '../../controls/pictures/picture-inputs.ts';
import { markdownPicture } from '../../canvas/view/items/note-addresses.ts';
import { addNode, setInput, setNote } from '../../document/commands/index.ts';
import type { Point } from '../../document/layout/geometry.ts';
import { readItem } from '../../document/selection.ts';
import type { Editor, Session } from '../../editor-context.ts';
import { messageOf } from '../../words.ts';
import { mayCarryWorkflow } from './may-hold-workflow.ts';
import { t } from '../../i18n/t.ts';

/** Between nodes for several dropped pictures, in canvas pixels. */
const OFFSET = 40;
/** Without another `dragover` for this long, in milliseconds, the drag has left the window. */
const DRAG_LEFT = 400;

export interface DropPlace {
  /** Converts a screen position to canvas pixels. */
  readonly toCanvas: (screen: Point) => Point;
  /** The node at a screen position. */
  readonly nodeAt: (screen: Point) => string | undefined;
}

/**
 * Opens workflows and adds pictures.
 * @param at where new nodes go, in canvas pixels.
 * @param into key of a node that takes the first picture, if it loads pictures, or of a note that takes them all.
 */
export async function takeFiles(editor: Editor, files: readonly File[], at: Point, into?: string): Promise<void> {
  for (const [index, file] of files.entries()) {
    const place = { x: at.x + index * OFFSET, y: at.y + index * OFFSET };
    await takeFile(editor, file, place, index === 0 || isNote(into) ? into : undefined);
  }
}

async function takeFile(editor: Editor, file: File, at: Point, into: string | undefined): Promise<void> {
  const { session, types, work, notify } = editor;
  const shown = session.peek();
  const isPicture = file.type.startsWith('image/');
  if (!isPicture || (!isNote(into) && (await hasWorkflow(editor, file)))) return work.openFile(file, shown);
  if (!shown || !(isNote(into) || types.peek().has(LOAD_IMAGE)))
    return notify('info', t('{name} has no workflow in it.', { name: file.name }));
  try {
    const { name } = await editor.api.uploadInput(file, file.name);
    usePicture(editor, shown, name, at, into);
  } catch (error) {
    notify('error', messageOf(error));
  }
}

/** Whether the server finds a workflow in a picture. Asks it only when the bytes make that possible. */
async function hasWorkflow({ api }: Editor, file: File): Promise<boolean> {
  if (!mayCarryWorkflow(new Uint8Array(await file.arrayBuffer()))) return false;
  return api.readWorkflow(file, file.name).then(
    () => true,
    () => false,
  );
}

/** Makes an uploaded picture the input of the node `into`, or adds a node that loads it. */
function usePicture({ types }: Editor, shown: Session, name: string, at: Point, into: string | undefined): void {
  const workflow = shown.document.workflow.peek();
  if (into !== undefined && isNote(into)) return addToNote(shown, readItem(into).id, name);
  const type = into === undefined ? undefined : workflow.nodes[into]?.type;
  const [input] = pictureInputs(types.peek().get(type ?? '')?.inputs);
  if (into !== undefined && input !== undefined) shown.run(setInput(workflow, types.peek(), into, input, name));
  else shown.run(addNode(workflow, types.peek(), { type: LOAD_IMAGE, at, inputs: { [LOAD_IMAGE_INPUT]: name } }));
}

function isNote(key: string | undefined): boolean {
  return key !== undefined && readItem(key).kind === 'note';
}

/** Adds a picture at the end of a note. */
function addToNote(shown: Session, id: string, name: string): void {
  const workflow = shown.document.workflow.peek();
  const text = workflow.view?.notes?.[id]?.text ?? '';
  shown.run(setNote(workflow, id, text === '' ? markdownPicture(name) : `${text}\n\n${markdownPicture(name)}`));
}

function hasFiles({ dataTransfer }: DragEvent): boolean {
  return dataTransfer?.types.includes('Files') ?? false;
}

/** The key of the note under the pointer. */
function noteAt({ target }: DragEvent): string | undefined {
  const note = target instanceof Element ? target.closest<HTMLElement>('.note') : null;
  return note?.dataset['item'];
}

/** Takes files that are dropped anywhere on the page. @returns whether files are being dragged over it. */
export function listenToDrops(editor: Editor, { toCanvas, nodeAt }: DropPlace): Signal<boolean> {
  const over = signal(false);
  let leaving: ReturnType<typeof setTimeout> | undefined;
  addEventListener('dragover', (event) => {
    if (!hasFiles(event) || event.defaultPrevented) {
      over.value = false;
      return;
    }
    event.preventDefault();
    if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy';
    over.value = true;
    clearTimeout(leaving);
    // Browsers do not report reliably that a drag left the window, but they keep repeating `dragover`.
    leaving = setTimeout(() => (over.value = false), DRAG_LEFT);
  });
  addEventListener('drop', (event) => {
    over.value = false;
    if (!hasFiles(event) || event.defaultPrevented) return;
    event.preventDefault();
    const screen = { x: event.clientX, y: event.clientY };
    void takeFiles(editor, [...(event.dataTransfer?.files ?? [])], toCanvas(screen), noteAt(event) ?? nodeAt(screen));
  });
  return over;
}
