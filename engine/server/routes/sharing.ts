/** Workflows as files: read from JSON and pictures, written as formatted JSON and into pictures. */
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { inkloomJson } from '../../workflow/export/inkloom-json.ts';
import { inkloomPng } from '../../workflow/export/inkloom-png.ts';
import type { RegisterRoutes } from '../context.ts';
import { HttpError } from '../http/errors.ts';
import { bytes, failures, pictureFolder } from '../http/schemas.ts';
import { readWhole, receiveFile } from '../http/upload.ts';
import { readWorkflowBody, workflowBody } from '../http/workflow-body.ts';
import { findPicture } from '../pictures/find.ts';
import { readAnyWorkflow } from '../../workflow/import/read-any.ts';
import { sharePicture } from '../workflows/share.ts';

/** Anything the import left out or changed. */
const importIssues = z.array(z.object({ node: z.string().optional(), message: z.string() })).readonly();

export const sharingRoutes: RegisterRoutes = (app, { folders, limits, registry, version }) => {
  app.post(
    '/api/read',
    {
      config: { upload: 'file' },
      schema: {
        summary: 'The workflow in a JSON text or a picture, brought up to date',
        response: { 200: z.object({ workflow: workflowBody, issues: importIssues.optional() }), ...failures },
      },
    },
    async (request) => {
      const { name, content } = await receiveFile(request);
      const { workflow, issues } = readAnyWorkflow(await readWhole(content, limits.uploadBytes), name, limits);
      return { workflow, ...(issues.length > 0 ? { issues } : {}) };
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
      const workflow = readWorkflowBody(body.workflow, limits);
      if (!body.picture)
        return reply
          .type(inkloomPng.mediaType)
          .send(Buffer.from(await inkloomPng.write(workflow, { registry, version })));
      const { path, bytes: size } = await findPicture(folders, body.picture.folder, body.picture.name);
      if (size > limits.uploadBytes) throw new HttpError(413, 'too-large', 'The picture is too large to be shared.');
      return reply
        .type('image/png')
        .send(Buffer.from(await sharePicture(await readFile(path), workflow, { version, pixels: limits.pixels })));
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
      reply.type(inkloomJson.mediaType).send(Buffer.from(inkloomJson.write(readWorkflowBody(body.workflow, limits)))),
  );
};
