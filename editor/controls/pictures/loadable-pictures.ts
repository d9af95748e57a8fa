/** The pictures that workflows can load. The list is loaded once and shared by all fields of an editor. */
import { type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { PictureFile } from '../../../engine/protocol/index.ts';
import { messageOf } from '../../words.ts';
import type { Editor } from '../../editor-context.ts';

export interface InputPictures {
  /** Undefined until the server has answered. */
  readonly files: ReadonlySignal<readonly PictureFile[] | undefined>;
  /** Why the list could not be loaded. */
  readonly problem: ReadonlySignal<string | undefined>;
  /** Loads the list again. */
  refresh(): Promise<void>;
  /** Stores a picture on the server. @throws ApiError if the server refuses it */
  upload(file: Blob, name: string): Promise<PictureFile>;
  /** Copies a picture of a run among the loadable ones. Returns a loadable picture as it is. @throws ApiError */
  take(picture: PictureFile): Promise<PictureFile>;
}

const all = new WeakMap<Editor, InputPictures>();

export function inputPictures(editor: Editor): InputPictures {
  const known = all.get(editor);
  if (known) return known;
  const made = create(editor);
  all.set(editor, made);
  return made;
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

/** The address of a smaller version of a picture. Object and data URLs have none. @param width in pixels. */
export function smaller(url: string, width: number): string {
  return /^(blob|data):/.test(url) ? url : `${url}${url.includes('?') ? '&' : '?'}width=${width}`;
}
