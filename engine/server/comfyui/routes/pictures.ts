/** `/view` and `/upload`: pictures by name. */
import { createReadStream } from 'node:fs';
import type { App } from '../../context.ts';
import { HttpError } from '../../http/errors.ts';
import { type ComfyContext, THEIRS } from '../context.ts';
import { converted } from '../pictures/converted.ts';
import { keepUpload } from '../pictures/keep-upload.ts';
import { findNamed } from '../pictures/named-file.ts';
import { withForm } from '../pictures/read-upload.ts';
import { withMask } from '../pictures/with-mask.ts';

export function pictureRoutes(scope: App, context: ComfyContext): void {
  scope.get('/view', THEIRS, async (request, reply) => {
    const { filename, ...query } = request.query as Readonly<Record<string, string | undefined>>;
    if (filename === undefined) throw new HttpError(400, 'invalid-request', 'The query must have a "filename".');
    const file = await findNamed(context, { filename, ...query });
    const tag = `"${file.stamp}${query['preview'] ?? ''}${query['channel'] ?? ''}"`;
    reply.headers({ 'etag': tag, 'cache-control': 'private, no-cache' });
    if (request.headers['if-none-match'] === tag) return reply.code(304).send();
    reply.header('content-disposition', disposition(file));
    const picture = await converted(file, query, context.limits.pixels);
    if (picture) return reply.type(picture.mediaType).send(picture.data);
    return reply
      .type(file.mediaType ?? 'application/octet-stream')
      .header('content-length', file.bytes)
      .send(createReadStream(file.path, { end: Math.max(0, file.bytes - 1) }));
  });

  scope.post('/upload/image', THEIRS, (request) => withForm(request, context, (upload) => keepUpload(context, upload)));

  scope.post('/upload/mask', THEIRS, (request) =>
    withForm(request, context, async (upload) => keepUpload(context, await withMask(context, upload))),
  );
}

/** A file that is no picture is only ever saved: it could contain scripts. */
function disposition({ name, mediaType }: { readonly name: string; readonly mediaType: string | undefined }): string {
  const ascii = `filename="${name.replaceAll(/[^A-Za-z0-9 ._()-]/g, '_')}"`;
  return mediaType === undefined ? `attachment; ${ascii}` : ascii;
}
