/**
 * The file of a vision tower that belongs to a text encoder in GGUF: llama.cpp keeps the two apart. The pair is found
 * in one folder: by the name of the model in both names, or because there is only one such file.
 */
import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { ComponentFiles } from '../checkpoint/component-files.ts';

const SUFFIX = '.gguf';
const TOWER = /mmproj/i;
/** The quantisation at the end of a name: `-Q4_K_M`, `.IQ4_XS`, `-UD-Q3_K_XL`, `-BF16`. */
const QUANTISATION = /[-_.]?(?:ud-)?(?:i?q\d\w*|b?f16|f32)$/i;

/**
 * The files of a text encoder with the tower that belongs to it.
 * @param hasTower whether the given files hold one.
 * @returns a note for the user when no tower was found, or there is no telling which.
 */
export async function withVisionFile(
  files: ComponentFiles,
  hasTower: boolean,
): Promise<{ readonly files: ComponentFiles; readonly note?: string }> {
  if (files.companions || hasTower) return { files };
  const { file, note } = await visionFileBeside(files.dir);
  if (file !== undefined) return { files: { ...files, companions: [file] } };
  return note === undefined ? { files } : { files, note };
}

/** @returns the path of the file, or a note for the user when there is no telling which. */
export async function visionFileBeside(path: string): Promise<{ readonly file?: string; readonly note?: string }> {
  if (!path.toLowerCase().endsWith(SUFFIX)) return {};
  const folder = dirname(path);
  const names = await readdir(folder).catch(() => []);
  const towers = names.filter((name) => TOWER.test(name) && name.toLowerCase().endsWith(SUFFIX)).toSorted();
  const own = towers.filter((name) => name.toLowerCase().includes(modelOf(path)));
  const [file, ...others] = own.length > 0 ? own : towers;
  if (file === undefined) {
    return { note: `${basename(path)} reads no pictures: put its mmproj file beside it, to edit pictures` };
  }
  if (others.length === 0 || own.length > 0) return { file: join(folder, file) };
  return {
    note: `${basename(path)} reads no pictures: there are ${towers.join(', ')}; choose one as its vision tower`,
  };
}

function modelOf(path: string): string {
  return basename(path).slice(0, -SUFFIX.length).replace(QUANTISATION, '').toLowerCase();
}
