/** `/object_info` and `/models`: the nodes, and the files they can load. */
import type { App } from '../../context.ts';
import { notFound } from '../../http/errors.ts';
import { type ComfyContext, THEIRS } from '../context.ts';
import { filesIn, MODEL_FOLDERS } from '../models/folders.ts';
import { metadataOf } from '../models/metadata.ts';

interface OfFolder {
  readonly Params: { readonly folder: string };
  readonly Querystring: { readonly filename?: string };
}

export function nodeRoutes(scope: App, context: ComfyContext): void {
  const { prompts } = context;

  scope.get('/object_info', THEIRS, () => prompts.objectInfo());

  scope.get<{ Params: { readonly class: string } }>('/object_info/:class', THEIRS, async ({ params }) => {
    const name = params.class;
    const infos = await prompts.objectInfo();
    return Object.hasOwn(infos, name) ? { [name]: infos[name] } : {};
  });

  scope.get<OfFolder>('/models/:folder', THEIRS, async ({ params }) =>
    expectFolder(filesIn(await prompts.objectInfo(), params.folder), params.folder),
  );

  scope.get('/embeddings', THEIRS, async () => []);

  scope.get('/experiment/models', THEIRS, async () => MODEL_FOLDERS.map((name) => ({ name, folders: [] })));

  scope.get<OfFolder>('/experiment/models/:folder', THEIRS, async ({ params }) => {
    const files = expectFolder(filesIn(await prompts.objectInfo(), params.folder), params.folder);
    return files.map((name) => ({ name, pathIndex: 0 }));
  });

  scope.get<OfFolder>('/view_metadata/:folder', THEIRS, async ({ params, query }) => {
    const { filename = '' } = query;
    const metadata = await metadataOf(context, params.folder, filename);
    if (!metadata) throw notFound(`metadata of ${JSON.stringify(filename)} in "${params.folder}"`);
    return metadata;
  });
}

/** Bare only: our own list of models is at `/api/models`. */
export function modelListRoute(scope: App): void {
  scope.get('/models', THEIRS, async () => MODEL_FOLDERS);
}

function expectFolder(files: readonly string[] | undefined, folder: string): readonly string[] {
  if (files) return files;
  throw notFound(`folder of models "${folder}"`);
}
