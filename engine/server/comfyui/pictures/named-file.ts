/** Which file a client means: a name with a type and a folder below, as `/view` and masks give it. */
import type { PictureFile } from '../../../protocol/index.ts';
import { HttpError } from '../../http/errors.ts';
import { findPicture, type FoundFile } from '../../pictures/find.ts';
import type { ComfyContext } from '../context.ts';

/** Our folders by the types of ComfyUI. */
const FOLDERS: ReadonlyMap<string, PictureFile['folder']> = new Map([
  ['input', 'input'],
  ['output', 'output'],
  ['temp', 'preview'],
]);

export interface GivenName {
  /** May end in its type, such as `fox.png [input]`. */
  readonly filename: string;
  readonly type?: string | undefined;
  readonly subfolder?: string | undefined;
}

export interface NamedFile extends FoundFile {
  /** Without folders. */
  readonly name: string;
}

/** @throws HttpError 400 for a name that is none, 403 for a folder that leads out, 404. */
export async function findNamed({ folders }: Pick<ComfyContext, 'folders'>, given: GivenName): Promise<NamedFile> {
  const [, bare = '', annotated] = /^(.*?)(?: ?\[(input|output|temp)\])?$/s.exec(given.filename) ?? [];
  const folder = FOLDERS.get(annotated ?? (given.type || 'output'));
  if (bare === '' || bare.startsWith('/') || bare.includes('..'))
    throw new HttpError(400, 'invalid-name', `${shown(given.filename)} is no name of a file.`);
  if (folder === undefined)
    throw new HttpError(400, 'invalid-type', `"type" must be output, input or temp, got ${shown(given.type ?? '')}`);
  const name = bare.split(/[/\\]/).at(-1) ?? '';
  return { ...(await findPicture(folders, folder, [...partsBelow(given.subfolder), name].join('/'))), name };
}

/** The parts of a folder below another. @throws HttpError 403 for one that leads out. */
export function partsBelow(subfolder: string | undefined): readonly string[] {
  const parts = (subfolder ?? '').split(/[/\\]/).filter((part) => part !== '' && part !== '.');
  if (/^[/\\]|^[a-z]:/i.test(subfolder ?? '') || parts.includes('..'))
    throw new HttpError(403, 'folder-outside', `${shown(subfolder ?? '')} leads out of the folder for these files.`);
  return parts;
}

function shown(text: string): string {
  return JSON.stringify(text.slice(0, 200));
}
