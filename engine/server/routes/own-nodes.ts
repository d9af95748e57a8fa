/** Nodes of one's own: subgraphs that every workflow can use, each kept as a workflow with one instance. */
import { z } from 'zod';
import type { OwnNode } from '../../protocol/index.ts';
import type { RegisterRoutes } from '../context.ts';
import { failures, nothing } from '../http/schemas.ts';
import { readWorkflowBody, workflowBody } from '../http/workflow-body.ts';
import type { WorkflowFiles } from '../workflows/files.ts';

const params = z.object({ name: z.string() });

/** @param files the folder of these nodes. */
export function ownNodeRoutes(files: WorkflowFiles): RegisterRoutes {
  return (app, context) => {
    const { publish } = context;
    app.get(
      '/api/own-nodes',
      {
        schema: {
          summary: 'Nodes of your own, sorted by name',
          response: { 200: z.array(z.object({ name: z.string(), workflow: workflowBody })), ...failures },
        },
      },
      async () => {
        const listed = await files.list();
        const read = listed.map(({ name }) =>
          files.read(name).then(
            ({ workflow }): OwnNode[] => [{ name, workflow }],
            // A file that is no workflow is no node.
            () => [],
          ),
        );
        return (await Promise.all(read)).flat();
      },
    );

    app.put(
      '/api/own-nodes/:name',
      {
        schema: {
          summary: 'Keep a subgraph as a node of your own',
          description: 'The workflow has one node, an instance of the subgraph. One of that name is replaced.',
          params,
          body: z.object({ workflow: workflowBody }),
          response: { 200: z.object({ digest: z.string() }), ...failures },
        },
      },
      async (request) => {
        const workflow = readWorkflowBody(request.body.workflow, context);
        const digest = await files.write(request.params.name, workflow, undefined);
        publish({ type: 'changed', what: 'own-nodes' });
        return { digest };
      },
    );

    app.delete(
      '/api/own-nodes/:name',
      { schema: { summary: 'Delete a node of your own', params, response: { 204: nothing, ...failures } } },
      async (request, reply) => {
        await files.remove(request.params.name);
        publish({ type: 'changed', what: 'own-nodes' });
        return reply.code(204).send(null);
      },
    );
  };
}
