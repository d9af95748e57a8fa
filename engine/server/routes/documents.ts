/** Open documents. Edits are sent over the WebSocket. */
import { z } from 'zod';
import type { RegisterRoutes } from '../context.ts';
import { notFound } from '../http/errors.ts';
import { documentInfo, failures, nothing, openDocument } from '../http/schemas.ts';
import { readWorkflowBody, workflowBody } from '../http/workflow-body.ts';

const params = z.object({ id: z.string() });
const from = z.union([z.strictObject({ file: z.string() }), z.strictObject({ workflow: workflowBody })], {
  error: 'expected { "file": "name" } or { "workflow": {...} }',
});

export const documentRoutes: RegisterRoutes = (app, context) => {
  const { documents } = context;
  app.get(
    '/api/documents',
    {
      schema: {
        summary: 'Open documents in the order they were opened',
        response: { 200: z.array(documentInfo).readonly(), ...failures },
      },
    },
    async () => documents.list(),
  );

  app.get(
    '/api/documents/:id',
    { schema: { summary: 'An open document with its workflow', params, response: { 200: openDocument, ...failures } } },
    async (request) => {
      const document = documents.get(request.params.id);
      if (!document) throw notFound(`open document "${request.params.id}"`);
      return document;
    },
  );

  app.post(
    '/api/documents',
    {
      schema: {
        summary: 'Open a saved workflow, or a new one. A workflow that is already open is not opened again.',
        body: from,
        response: { 200: openDocument, ...failures },
      },
    },
    async ({ body }) =>
      'file' in body ? documents.openFile(body.file) : documents.openWorkflow(readWorkflowBody(body.workflow, context)),
  );

  app.post(
    '/api/documents/:id/save',
    {
      schema: {
        summary: 'Save a document to a workflow file; without a name, to its own file',
        description:
          '409 "conflict" when the file was changed since the document was opened or saved, ' +
          '409 "exists" when the file belongs to another document. With "overwrite" neither is checked.',
        params,
        body: z.object({ name: z.string().optional(), overwrite: z.boolean().optional() }),
        response: { 200: documentInfo, ...failures },
      },
    },
    (request) => documents.save(request.params.id, request.body),
  );

  app.delete(
    '/api/documents/:id',
    { schema: { summary: 'Close a document, saved or not', params, response: { 204: nothing, ...failures } } },
    async (request, reply) => {
      documents.close(request.params.id);
      return reply.code(204).send(null);
    },
  );
};
