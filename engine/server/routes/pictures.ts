/** Pictures by address: uploads and results of runs, at full size or smaller. */
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { z } from 'zod';
import type { RegisterRoutes } from '../context.ts';
import { bytes, failures, pictureFolder } from '../http/schemas.ts';
import { findPicture } from '../pictures/find.ts';
import { Thumbnails, thumbnailWidth } from '../pictures/thumbnails.ts';

export const pictureRoutes: RegisterRoutes = (app, { folders, limits }) => {
  const thumbnails = new Thumbnails(limits.pixels);

  app.get(
    '/api/pictures/:folder/:name',
    {
      schema: {
        summary: 'The bytes of a picture',
        params: z.object({ folder: pictureFolder, name: z.string() }),
        querystring: z.object({
          width: z.coerce
            .number()
            .int()
            .min(1)
            .max(10_000)
            .optional()
            .meta({ description: 'Least width of a smaller version, in pixels; as WebP.' }),
        }),
        response: { 200: bytes, ...failures },
      },
    },
    async (request, reply) => {
      const { folder, name } = request.params;
      const { width } = request.query;
      const file = await findPicture(folders, folder, name);
      const size = width === undefined ? '' : `-${thumbnailWidth(width)}`;
      const tag = `"${file.stamp}${size}"`;
      reply.headers({
        'etag': tag,
        'cache-control': 'private, no-cache',
        'last-modified': new Date(file.modified).toUTCString(),
      });
      if (request.headers['if-none-match'] === tag) return reply.code(304).send();
      if (width !== undefined) return reply.type('image/webp').send(await thumbnails.get(file, width));
      // Any other file is sent as a download and never shown: it could contain scripts.
      if (file.mediaType === undefined) reply.header('content-disposition', attachment(name));
      return reply
        .type(file.mediaType ?? 'application/octet-stream')
        .header('content-length', file.bytes)
        .send(createReadStream(file.path, { end: Math.max(0, file.bytes - 1) }));
    },
  );
};

/** RFC 6266, with the encoding of RFC 8187. */
function attachment(name: string): string {
  const file = basename(name);
  const encoded = encodeURIComponent(file).replaceAll(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${file.replaceAll(/[^A-Za-z0-9 ._-]/g, '_')}"; filename*=UTF-8''${encoded}`;
}
