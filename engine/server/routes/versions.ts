/** Versions of open documents. */
import { z } from 'zod';
import type { DocumentVersion } from '../../protocol/index.ts';
import type { RegisterRoutes } from '../context.ts';
import { failures, nothing } from '../http/schemas.ts';
import { workflowBody } from '../http/workflow-body.ts';
import type { Versions } from '../versions/versions.ts';

const fields = {
  id: z.number(),
  time: z.number().meta({ description: 'Milliseconds since the epoch.' }),
  name: z.string().optional().meta({ description: 'Given by the user.' }),
  picture: z.string().optional().meta({ description: 'Address of a picture that a run of this state made.' }),
};
const version = z.object(fields).meta({ id: 'DocumentVersion' }) satisfies z.ZodType<DocumentVersion>;
const detail = z.object({ ...fields, workflow: workflowBody });

const name = z.string().trim().min(1).max(200).optional();
const ofDocument = z.object({ id: z.string() });
const ofVersion = z.object({ id: z.string(), version: z.coerce.number().int() });

export function versionRoutes(versions: Versions): RegisterRoutes {
  return (app) => {
    app.get(
      '/api/documents/:id/versions',
      {
        schema: {
          summary: 'Earlier states of an open document, the latest first',
          params: ofDocument,
          response: { 200: z.array(version), ...failures },
        },
      },
      async ({ params }) => versions.list(params.id),
    );

    app.get(
      '/api/documents/:id/versions/:version',
      { schema: { summary: 'A version with its workflow', params: ofVersion, response: { 200: detail, ...failures } } },
      async ({ params }) => versions.get(params.id, params.version),
    );

    app.post(
      '/api/documents/:id/versions',
      {
        schema: {
          summary: 'Keep the present state',
          params: ofDocument,
          body: z.object({ name }),
          response: { 200: version, ...failures },
        },
      },
      async ({ params, body }) => versions.add(params.id, body.name),
    );

    app.put(
      '/api/documents/:id/versions/:version',
      {
        schema: {
          summary: 'Name a version; without a name, take its name away',
          params: ofVersion,
          body: z.object({ name }),
          response: { 200: version, ...failures },
        },
      },
      async ({ params, body }) => versions.rename(params.id, params.version, body.name),
    );

    app.delete(
      '/api/documents/:id/versions/:version',
      { schema: { summary: 'Delete a version', params: ofVersion, response: { 204: nothing, ...failures } } },
      async ({ params }, reply) => {
        versions.remove(params.id, params.version);
        return reply.code(204).send(null);
      },
    );
  };
}
