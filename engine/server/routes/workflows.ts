/** Saved workflows. */
import { z } from 'zod';
import type { RegisterRoutes } from '../context.ts';
import { HttpError } from '../http/errors.ts';
import { failures, nothing, savedWorkflow } from '../http/schemas.ts';
import { readWorkflowBody, workflowBody } from '../http/workflow-body.ts';
import type { Expectation } from '../workflows/expectation.ts';
import type { Versions } from '../versions/versions.ts';
import type { WorkflowFiles } from '../workflows/files.ts';

const params = z.object({ name: z.string() });
const headers = z.object({
  'if-match': z.string().optional().meta({ description: 'The digest the file must have, in quotes or not.' }),
  'if-none-match': z.literal('*').optional().meta({ description: 'There must be no workflow of this name.' }),
});

export function workflowRoutes(files: WorkflowFiles, versions: Versions): RegisterRoutes {
  return (app, context) => {
    const { documents, publish } = context;
    app.get(
      '/api/workflows',
      {
        schema: { summary: 'Saved workflows, sorted by name', response: { 200: z.array(savedWorkflow), ...failures } },
      },
      () => files.list(),
    );

    app.get(
      '/api/workflows/:name',
      {
        schema: {
          summary: 'A saved workflow, brought up to date',
          params,
          response: { 200: z.object({ workflow: workflowBody, digest: z.string() }), ...failures },
        },
      },
      async (request, reply) => {
        const stored = await files.read(request.params.name);
        return reply.header('etag', `"${stored.digest}"`).send(stored);
      },
    );

    app.put(
      '/api/workflows/:name',
      {
        schema: {
          summary: 'Save a workflow under a name',
          description:
            'An existing workflow is replaced only if If-Match holds its digest: 409 "exists" without If-Match, ' +
            '409 "conflict" when it was changed since.',
          params,
          headers,
          body: z.object({ workflow: workflowBody }),
          response: { 200: z.object({ digest: z.string() }), ...failures },
        },
      },
      async (request) => {
        const { name } = request.params;
        const digest = await files.write(
          name,
          readWorkflowBody(request.body.workflow, context),
          expectationOf(request.headers) ?? { absent: true },
        );
        publish({ type: 'changed', what: 'workflows' });
        return { digest };
      },
    );

    app.delete(
      '/api/workflows/:name',
      { schema: { summary: 'Delete a saved workflow', params, headers, response: { 204: nothing, ...failures } } },
      async (request, reply) => {
        const { name } = request.params;
        await files.remove(name, expectationOf(request.headers));
        versions.fileDeleted(name, documents.list().find(({ file }) => file === name)?.id);
        documents.forgetFile(name);
        publish({ type: 'changed', what: 'workflows' });
        return reply.code(204).send(null);
      },
    );
  };
}

function expectationOf(given: z.infer<typeof headers>): Expectation {
  const match = given['if-match'];
  if (match === '*') return undefined;
  if (match === undefined) return given['if-none-match'] === '*' ? { absent: true } : undefined;
  const [, digest] = /^"?([0-9a-f]{64})"?$/i.exec(match) ?? [];
  if (digest === undefined)
    throw new HttpError(400, 'invalid-request', 'The header If-Match holds no digest: expected 64 hexadecimal digits.');
  return { digest: digest.toLowerCase() };
}
