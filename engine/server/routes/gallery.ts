/** The gallery: saved pictures by what made them, and what can be done with many of them. */
import { z } from 'zod';
import type { GalleryFacts, GalleryPage, GalleryPicture } from '../../protocol/index.ts';
import type { RegisterRoutes } from '../context.ts';
import type { Gallery } from '../gallery/gallery.ts';
import { bytes, failures, nothing, pictureFolder } from '../http/schemas.ts';

/** Pictures of one page, at most. */
const PAGE = 500;
/** Pictures of one request, at most. */
const MOST = 1000;

const galleryPicture = z
  .object({
    id: z.number().meta({ description: 'Pictures made later have higher ids.' }),
    folder: pictureFolder,
    name: z.string(),
    url: z.string(),
    mediaType: z.string(),
    width: z.number().optional(),
    height: z.number().optional(),
    made: z.number().meta({ description: 'Milliseconds since the epoch.' }),
    bytes: z.number(),
    run: z.string().optional(),
    seconds: z.number().optional().meta({ description: 'Of its run.' }),
    workflow: z.string().optional(),
    prompt: z.string().optional(),
    seed: z.string().optional().meta({ description: 'Decimal.' }),
    model: z.string().optional(),
    isStarred: z.boolean(),
  })
  .meta({ id: 'GalleryPicture' }) satisfies z.ZodType<GalleryPicture>;

const galleryPage = z.object({
  pictures: z.array(galleryPicture).readonly(),
  next: z.number().optional().meta({ description: 'For `before` of the next page; absent on the last one.' }),
  count: z.number().optional().meta({ description: 'Of all pages, at most 10,000; only on the first one.' }),
}) satisfies z.ZodType<GalleryPage>;

const galleryFacts = z.object({
  models: z.array(z.string()).readonly(),
  isFilling: z.boolean().meta({ description: 'Whether pictures of before are still being entered.' }),
}) satisfies z.ZodType<GalleryFacts>;

const ids = z.object({ ids: z.array(z.number().int()).min(1).max(MOST) });
const text = z.string().min(1).max(1000).optional();
const time = z.coerce.number().int().min(0).optional().meta({ description: 'Milliseconds since the epoch.' });
const query = z.object({
  search: text.meta({ description: 'Words of prompt, workflow, file, model or seed; "two words" stand side by side.' }),
  seed: text,
  model: text,
  from: time,
  to: time,
  starred: z.literal('true').optional(),
  limit: z.coerce.number().int().min(1).max(PAGE).default(100),
  before: z.coerce.number().int().optional().meta({ description: '`next` of the page before.' }),
});

export function galleryRoutes(gallery: Gallery): RegisterRoutes {
  return (app) => {
    app.get(
      '/api/gallery',
      {
        schema: {
          summary: 'Saved pictures, the latest first',
          querystring: query,
          response: { 200: galleryPage, ...failures },
        },
      },
      async ({ query: { limit, before, starred, ...rest } }) =>
        gallery.index.list({ ...rest, ...(starred === undefined ? {} : { starred: true }) }, { limit, before }),
    );

    app.get(
      '/api/gallery/facts',
      { schema: { summary: 'Values to choose from', response: { 200: galleryFacts, ...failures } } },
      async () => gallery.facts(),
    );

    app.put(
      '/api/gallery/stars',
      {
        schema: {
          summary: 'Give pictures a star, or take it away',
          body: ids.extend({ isStarred: z.boolean() }),
          response: { 204: nothing, ...failures },
        },
      },
      async ({ body }, reply) => {
        gallery.star(body.ids, body.isStarred);
        return reply.code(204).send(null);
      },
    );

    app.post(
      '/api/gallery/delete',
      {
        schema: {
          summary: 'Delete pictures. They can be restored for seven days.',
          body: ids,
          response: { 200: ids.meta({ description: 'Those that can be restored.' }), ...failures },
        },
      },
      async ({ body }) => ({ ids: await gallery.discard(body.ids) }),
    );

    app.post(
      '/api/gallery/restore',
      {
        schema: {
          summary: 'Bring deleted pictures back',
          body: ids,
          response: { 200: ids.meta({ description: 'Those that are back.' }), ...failures },
        },
      },
      async ({ body }) => ({ ids: await gallery.restore(body.ids) }),
    );

    app.post(
      '/api/gallery/zip',
      {
        schema: {
          summary: 'Prepare a ZIP file of pictures',
          body: ids,
          response: { 200: z.object({ url: z.string() }), ...failures },
        },
      },
      async ({ body }) => ({ url: `/api/gallery/zip/${gallery.order(body.ids)}` }),
    );

    app.get(
      '/api/gallery/zip/:order',
      {
        schema: {
          summary: 'The ZIP file, made while it is sent',
          params: z.object({ order: z.string() }),
          response: { 200: bytes, ...failures },
        },
      },
      async ({ params }, reply) => {
        const { content, bytes: size } = await gallery.zip(params.order);
        reply.header('content-disposition', 'attachment; filename="inkloom-pictures.zip"');
        if (size !== undefined) reply.header('content-length', size);
        return reply.type('application/zip').send(content);
      },
    );
  };
}
