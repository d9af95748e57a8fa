/** Files dropped anywhere or pasted: workflows are opened, pictures without one go onto the canvas. */
import { type Signal, signal } from '@preact/signals';
import { addNode } from '../document/commands.ts';
import type { Point } from '../document/geometry.ts';
import type { Editor } from '../editor.ts';
import { mayCarryWorkflow } from './carries.ts';

const LOAD_IMAGE = 'load-image';

export interface DropPlace {
  /** Canvas pixels of a place of the screen. */
  readonly toCanvas: (screen: Point) => Point;
}

/** Opens workflows and adds pictures. @param at in canvas pixels, for pictures. */
export async function takeFiles(editor: Editor, files: readonly File[], at: Point): Promise<void> {
  for (const [index, file] of files.entries()) await takeFile(editor, file, { x: at.x + index * 40, y: at.y + index * 40 });
}

async function takeFile(editor: Editor, file: File, at: Point): Promise<void> {
  const { api, work, session, types, notify } = editor;
  const shown = session.peek();
  const isPicture = file.type.startsWith('image/');
  if (!isPicture) return work.openFile(file, shown);
  const carried = mayCarryWorkflow(new Uint8Array(await file.arrayBuffer())) && (await api.readWorkflow(file, file.name).catch(() => undefined));
  if (carried) return work.openFile(file, shown);
  if (!shown || !types.peek().has(LOAD_IMAGE)) return notify('info', `${file.name} carries no workflow.`);
  try {
    const { name } = await api.uploadInput(file, file.name);
    const [input] = Object.entries(types.peek().get(LOAD_IMAGE)?.inputs ?? {}).find(([, { kind }]) => kind === 'file') ?? [];
    if (input !== undefined) shown.run(addNode(shown.document.workflow.peek(), types.peek(), { type: LOAD_IMAGE, at, inputs: { [input]: name } }));
  } catch (error) {
    notify('error', error instanceof Error ? error.message : String(error));
  }
}

function hasFiles({ dataTransfer }: DragEvent): boolean {
  return dataTransfer?.types.includes('Files') ?? false;
}

/** @returns whether files are being dragged over the page. */
export function listenToDrops(editor: Editor, { toCanvas }: DropPlace): Signal<boolean> {
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
    // Browsers do not say reliably that a drag left the window; they do repeat that it is over it.
    leaving = setTimeout(() => (over.value = false), 400);
  });
  addEventListener('drop', (event) => {
    over.value = false;
    if (!hasFiles(event) || event.defaultPrevented) return;
    event.preventDefault();
    void takeFiles(editor, [...(event.dataTransfer?.files ?? [])], toCanvas({ x: event.clientX, y: event.clientY }));
  });
  return over;
}
