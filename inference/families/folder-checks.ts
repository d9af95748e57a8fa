/** Checks of a checkpoint folder as published (diffusers layout), the same for every family. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { InferenceError } from '../errors.ts';

/**
 * @param dir absolute path of a checkpoint.
 * @throws InferenceError `file-missing` when the folder or a component is absent.
 */
export async function expectFolders(dir: string, components: readonly string[]): Promise<void> {
  for (const part of ['', ...components]) {
    const folder = join(dir, part);
    const found = await stat(folder).catch(() => undefined);
    if (found?.isDirectory()) continue;
    const what = part === '' ? 'Checkpoint folder' : `Component folder "${part}" of the checkpoint`;
    throw new InferenceError('file-missing', `${what} not found: ${folder}`, {
      file: folder,
      expected: 'a folder in the diffusers layout',
    });
  }
}

/** A size where the transformer meets another component. */
export interface SharedSize {
  /** Field of the transformer's config. */
  readonly field: string;
  /** By the transformer. */
  readonly size: number;
  /** By the other component. */
  readonly expected: number;
  /** The contradiction, without the folder. */
  readonly message: string;
}

/** @throws InferenceError `config-invalid` when the two components do not agree. */
export function expectSameSize(dir: string, { field, size, expected, message }: SharedSize): void {
  if (size === expected) return;
  throw new InferenceError('config-invalid', `${dir}: ${message}`, {
    file: join(dir, 'transformer', 'config.json'),
    field,
    expected: String(expected),
    received: String(size),
  });
}
