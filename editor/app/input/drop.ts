/** Files dropped anywhere or pasted: workflows are opened, pictures without one go onto the canvas, or into the node that is meant. */
import { type Signal, signal } from '@preact/signals';
import { addNode, setInput } from '../../document/commands/index.ts';
import type { Point } from '../../document/layout/geometry.ts';
import type { Editor } from '../../editor-context.ts';
import { mayCarryWorkflow } from './may-hold-workflow.ts';

const LOAD_IMAGE = 'load-image';

export interface DropPlace {
  /** Canvas pixels of a place of the screen. */
  readonly toCanvas: (screen: Point) => Point;
  /** The node there, if any. */
  readonly nodeAt: (screen: Point) => string | undefined;
}

/** Opens workflows and adds pictures. @param at in canvas pixels, for pictures. @param into a node whose picture the first one becomes, if it loads one. */
export async function takeFiles(editor: Editor, files: readonly File[], at: Point, into?: string): Promise<void> {
  for (const [index, file] of files.entries())
    await takeFile(editor, file, { x: at.x + index * 40, y: at.y + index * 40 }, index === 0 ? into : undefined);
}

async function takeFile(editor: Editor, file: File, at: Point, into: string | undefined): Promise<void> {
  const { api, work, session, types, notify } = editor;
  const shown = session.peek();
  const isPicture = file.type.startsWith('image/');
  if (!isPicture) return work.openFile(file, shown);
  const carried =
    mayCarryWorkflow(new Uint8Array(await file.arrayBuffer())) &&
    (await api.readWorkflow(file, file.name).catch(() => undefined));
  if (carried) return work.openFile(file, shown);
  if (!shown || !types.peek().has(LOAD_IMAGE)) return notify('info', `${file.name} carries no workflow.`);
  try {
    const { name } = await api.uploadInput(file, file.name);
    const workflow = shown.document.workflow.peek();
    const own = into === undefined ? undefined : pictureInput(editor, workflow.nodes[into]?.type);
    const input = pictureInput(editor, LOAD_IMAGE);
    if (into !== undefined && own !== undefined) shown.run(setInput(workflow, types.peek(), into, own, name));
    else if (input !== undefined)
      shown.run(addNode(workflow, types.peek(), { type: LOAD_IMAGE, at, inputs: { [input]: name } }));
  } catch (error) {
    notify('error', error instanceof Error ? error.message : String(error));
  }
}

function pictureInput({ types }: Editor, type: string | undefined): string | undefined {
  return Object.entries(types.peek().get(type ?? '')?.inputs ?? {}).find(([, { kind }]) => kind === 'file')?.[0];
}

function hasFiles({ dataTransfer }: DragEvent): boolean {
  return dataTransfer?.types.includes('Files') ?? false;
}

/** @returns whether files are being dragged over the page. */
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
    // Browsers do not say reliably that a drag left the window; they do repeat that it is over it.
    leaving = setTimeout(() => (over.value = false), 400);
  });
  addEventListener('drop', (event) => {
    over.value = false;
    if (!hasFiles(event) || event.defaultPrevented) return;
    event.preventDefault();
    const screen = { x: event.clientX, y: event.clientY };
    void takeFiles(editor, [...(event.dataTransfer?.files ?? [])], toCanvas(screen), nodeAt(screen));
  });
  return over;
}
