/** Workflows as files: read from JSON and pictures, written as formatted JSON and into pictures. */
import { z } from 'zod';
import { inkloomJson } from '../../workflow/export/inkloom-json.ts';
import type { RegisterRoutes } from '../context.ts';
import { HttpError } from '../http/errors.ts';
import { bytes, failures, pictureFolder } from '../http/schemas.ts';
import { receiveFile } from '../http/upload.ts';
import { readWorkflowBody, workflowBody } from '../http/workflow-body.ts';
import { findPicture } from '../pictures/find.ts';
import { withUpload } from '../pictures/with-upload.ts';

/** Anything the import left out or changed. */
const importIssues = z.array(z.object({ node: z.string().optional(), message: z.string() })).readonly();

export const sharingRoutes: RegisterRoutes = (app, context) => {
  const { files, folders, foreign, limits } = context;
  app.post(
    '/api/read',
    {
      config: { upload: 'file' },
      schema: {
        summary: 'The workflow in a JSON text or a picture, brought up to date',
        response: { 200: z.object({ workflow: workflowBody, issues: importIssues.optional() }), ...failures },
      },
    },
    async (request, reply) => {
      const { name, content } = await receiveFile(request);
      const answer = await withUpload({ folder: folders.input, files }, content, limits.uploadBytes, ({ path }) =>
        foreign.read(path, name),
      );
      return reply
        .type('application/json; charset=utf-8')
        .serializer(String)
        .send(answer as never);
    },
  );

  app.post(
    '/api/share',
    {
      schema: {
        summary: 'A PNG that carries the workflow: a picture of a run, or without one a drawing of the graph',
        body: z.object({
          workflow: workflowBody,
          picture: z.object({ folder: pictureFolder, name: z.string() }).optional(),
        }),
        response: { 200: bytes, ...failures },
      },
    },
    async ({ body }, reply) => {
      const workflow = readWorkflowBody(body.workflow, context);
      if (!body.picture) return reply.type('image/png').send(asBuffer(await foreign.share(workflow)));
      const { path, bytes: size } = await findPicture(folders, body.picture.folder, body.picture.name);
      if (size > limits.uploadBytes) throw new HttpError(413, 'too-large', 'The picture is too large to be shared.');
      return reply.type('image/png').send(asBuffer(await foreign.share(workflow, path)));
    },
  );

  app.post(
    '/api/format',
    {
      schema: {
        summary: 'The tidy text of a workflow file',
        body: z.object({ workflow: workflowBody }),
        response: { 200: bytes, ...failures },
      },
    },
    async ({ body }, reply) =>
      reply
        .type(inkloomJson.mediaType)
        .send(Buffer.from(await foreign.format(readWorkflowBody(body.workflow, context)))),
  );

  app.post(
    '/api/export',
    {
      schema: {
        summary: "The workflow as ComfyUI's: the text of the file, and what is left to do there",
        body: z.object({ workflow: workflowBody, form: z.enum(['file', 'prompt']) }),
        response: { 200: z.object({ file: z.string(), issues: importIssues }), ...failures },
      },
    },
    async ({ body }, reply) => {
      const answer = await foreign.comfyui(readWorkflowBody(body.workflow, context), body.form);
      return reply
        .type('application/json; charset=utf-8')
        .serializer(String)
        .send(answer as never);
    },
  );
};

/** The same bytes, not copied. */
function asBuffer({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);
}
