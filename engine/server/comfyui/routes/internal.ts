/** `/internal`: what ComfyUI's own editor asks for, and some clients too. */
import { readdir } from 'node:fs/promises';
import type { App } from '../../context.ts';
import { notFound } from '../../http/errors.ts';
import { typeByName } from '../../pictures/media-type.ts';
import { type ComfyContext, THEIRS } from '../context.ts';
import { MODEL_FOLDERS } from '../models/folders.ts';

interface OfFolder {
  readonly Params: { readonly type: string };
}

export function internalRoutes(scope: App, { folders, limits }: ComfyContext): void {
  const places = new Map([
    ['input', folders.input],
    ['output', folders.output],
    ['temp', folders.preview],
  ]);

  // The server's messages are for its operator: they name folders of the machine.
  scope.get('/internal/logs', THEIRS, async (_request, reply) => reply.type('application/json').send('""'));
  scope.get('/internal/logs/raw', THEIRS, async () => ({ entries: [], size: { cols: 80, rows: 24 } }));
  scope.patch('/internal/logs/subscribe', THEIRS, async () => ({}));

  scope.get('/internal/folder_paths', THEIRS, async () => Object.fromEntries(MODEL_FOLDERS.map((name) => [name, []])));

  scope.get<OfFolder>('/internal/files/:type', THEIRS, async ({ params: { type } }) => {
    const folder = places.get(type);
    if (folder === undefined) throw notFound(`folder "${type}"`);
    const names = (await readdir(folder)).filter((name) => typeByName(name) !== undefined && !name.startsWith('.'));
    return names
      .toSorted()
      .slice(0, limits.listed)
      .map((name) => (type === 'output' ? `${name} [output]` : name));
  });
}
