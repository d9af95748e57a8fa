/** `/userdata`: files of the user, whose bodies are the bytes of the file. */
import { createReadStream } from 'node:fs';
import type { App } from '../../context.ts';
import { HttpError, notFound } from '../../http/errors.ts';
import { THEIRS } from '../context.ts';
import type { UserFile, UserFiles } from '../users/user-files.ts';

type Query = Readonly<Record<string, string | undefined>>;

interface OfFile {
  readonly Params: { readonly file: string; readonly dest: string };
  readonly Querystring: Query;
}

/** @param most bytes of a file. */
export function userDataRoutes(scope: App, files: UserFiles, most: number): void {
  scope.removeContentTypeParser('application/json');
  scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: most }, (_request, bytes, done) => done(null, bytes));

  scope.get<OfFile>('/userdata', THEIRS, async ({ query }) => {
    const { dir, recurse, full_info: full, split } = query;
    if (!dir) throw new HttpError(400, 'invalid-request', 'The query must have a "dir".');
    const found = await files.list(dir, recurse === 'true');
    if (!found) throw notFound(`folder ${JSON.stringify(dir)} of the user`);
    const listed = found.filter(({ isFolder }) => !isFolder);
    if (full === 'true') return listed.map(infoOf);
    return listed.map(({ path }) => (split === 'true' ? [path, ...path.split('/')] : path));
  });

  scope.get<OfFile>('/v2/userdata', THEIRS, async ({ query }) => {
    const folder = query['path'] ?? '';
    const found = await files.list(folder, true);
    if (!found) throw notFound(`folder ${JSON.stringify(folder)} of the user`);
    const entries = found.map((entry) => entryOf(folder, entry));
    return [...entries.filter(({ type }) => type === 'directory'), ...entries.filter(({ type }) => type === 'file')];
  });

  scope.get<OfFile>('/userdata/:file', THEIRS, async ({ params }, reply) => {
    const path = await files.find(params.file);
    // Never shown as a page: it could contain scripts.
    return reply
      .type('application/octet-stream')
      .header('content-disposition', 'attachment')
      .send(createReadStream(path));
  });

  scope.post<OfFile>('/userdata/:file', THEIRS, async ({ params, query, body }) => {
    await expectFree(files, params.file, query);
    return answerTo(query, await files.write(params.file, (body as Buffer | undefined) ?? Buffer.alloc(0)));
  });

  scope.delete<OfFile>('/userdata/:file', THEIRS, async ({ params }, reply) => {
    await files.remove(params.file);
    return reply.code(204).send();
  });

  scope.post<OfFile>('/userdata/:file/move/:dest', THEIRS, async ({ params, query }) => {
    await expectFree(files, params.dest, query);
    return answerTo(query, await files.move(params.file, params.dest));
  });
}

/** @throws HttpError 409 when a file would be replaced that the client wants to keep. */
async function expectFree(files: UserFiles, name: string, { overwrite }: Query): Promise<void> {
  if (overwrite === 'false' && (await files.has(name)))
    throw new HttpError(409, 'file-exists', `The user has a file ${JSON.stringify(name)} already.`);
}

function answerTo({ full_info: full }: Query, file: UserFile): object | string {
  return full === 'true' ? infoOf(file) : JSON.stringify(file.path);
}

function infoOf({ path, bytes: size, modified, created }: UserFile): object {
  return { path, size, modified, created };
}

function entryOf(folder: string, { path, isFolder, bytes: size, modified }: UserFile) {
  const [name, below] = [path.split('/').at(-1), folder === '' ? path : `${folder}/${path}`];
  if (isFolder) return { name, path: below, type: 'directory' };
  // Seconds since the epoch.
  return { name, path: below, type: 'file', size, modified: modified / 1000 };
}
