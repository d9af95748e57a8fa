/** The pictures workflows can load, asked for once and shared by all fields of an editor. */
import { type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { PictureFile } from '../../../engine/protocol/index.ts';
import { ApiError } from '../../client/api.ts';
import type { Editor } from '../../editor-context.ts';

export interface InputPictures {
  /** Undefined before the server answered. */
  readonly files: ReadonlySignal<readonly PictureFile[] | undefined>;
  /** Why the list is not there. */
  readonly problem: ReadonlySignal<string | undefined>;
  /** Asks the server again. */
  refresh(): Promise<void>;
  /** Stores a picture. @throws ApiError */
  upload(file: Blob, name: string): Promise<PictureFile>;
  /** Makes a picture of a run one that can be loaded; one that can be is given back. @throws ApiError */
  take(picture: PictureFile): Promise<PictureFile>;
}

const all = new WeakMap<Editor, InputPictures>();

export function inputPictures(editor: Editor): InputPictures {
  let pictures = all.get(editor);
  if (!pictures) all.set(editor, (pictures = create(editor)));
  return pictures;
}

function create({ api }: Editor): InputPictures {
  const files: Signal<readonly PictureFile[] | undefined> = signal(undefined);
  const problem = signal<string | undefined>(undefined);
  let asking: Promise<void> | undefined;
  const add = (file: PictureFile): PictureFile => {
    files.value = [file, ...(files.peek() ?? []).filter(({ name }) => name !== file.name)];
    return file;
  };
  const refresh = (): Promise<void> => {
    asking ??= api
      .inputs()
      .then(
        (answer) => {
          files.value = answer;
          problem.value = undefined;
        },
        (error: unknown) => {
          problem.value = messageOf(error);
        },
      )
      .finally(() => {
        asking = undefined;
      });
    return asking;
  };
  void refresh();
  return {
    files,
    problem,
    refresh,
    upload: async (file, name) => add(await api.uploadInput(file, name)),
    take: async (picture) =>
      picture.folder === 'input' ? picture : add(await api.useAsInput(picture.folder, picture.name)),
  };
}

export function messageOf(error: unknown): string {
  return error instanceof ApiError || error instanceof Error ? error.message : String(error);
}

/** The address of a smaller version. @param width in pixels. */
export function smaller(url: string, width: number): string {
  return /^(blob|data):/.test(url) ? url : `${url}${url.includes('?') ? '&' : '?'}width=${width}`;
}
