/**
 * The workflow file, as it is saved, shared and edited. `nodes` and `subgraphs` decide the result; `view` only says how
 * an editor shows the graph. Fields this version does not know are kept.
 */
import { z } from 'zod';
import { NODE_ID } from '../graph/graph.ts';

export const WORKFLOW_FORMAT = 'inkloom-workflow';
/** A new version needs a migration: see migrations.ts. */
export const WORKFLOW_VERSION = 3;

const inputs = z.record(z.string(), z.json()).meta({
  description:
    'Literals; links written { "from": "node.output" }; { "each": [...] } to run once for each value; ' +
    'lists of links for inputs that take a list.',
});

const nodeSchema = z.looseObject({
  type: z.string().min(1).meta({ description: 'A node type, or subgraph/NAME.' }),
  title: z.string().optional(),
  mode: z.enum(['mute', 'bypass']).optional(),
  inputs: inputs.optional(),
});

const nodesSchema = z.record(z.string().regex(NODE_ID), nodeSchema);

const subgraphSchema = z.looseObject({
  title: z.string().optional(),
  inputs: z
    .record(z.string(), z.looseObject({ title: z.string().optional(), default: z.json().optional() }))
    .optional()
    .meta({ description: 'In the order they are shown. Without a default, an instance needs a value.' }),
  outputs: z
    .record(z.string(), z.looseObject({ title: z.string().optional(), from: z.string().optional() }))
    .optional()
    .meta({ description: 'Each `from` is a link to a node inside. An output without one gives nothing.' }),
  nodes: nodesSchema.meta({ description: 'Links to { "from": "$inputs.NAME" } read the inputs of the instance.' }),
  view: z.json().optional(),
});

const parameterSchema = z.looseObject({
  sets: z
    .array(z.string().regex(/^[^.]+\.[^.]+$/, 'expected "node.input"'))
    .min(1)
    .meta({ description: 'The inputs this parameter sets, written node.input.' }),
  title: z.string().optional(),
  description: z.string().optional(),
});

const colour = z
  .string()
  .regex(/^[a-z]+$/)
  .optional()
  .meta({ description: 'The name of a colour of the editor, such as "amber".' });

const nodeViewSchema = z.looseObject({
  x: z.number(),
  y: z.number(),
  width: z.number().positive().optional(),
  collapsed: z.boolean().optional(),
  more: z.boolean().optional().meta({ description: 'Whether the inputs for experts are unfolded.' }),
  colour,
  hidden: z
    .record(z.string(), z.string())
    .optional()
    .meta({ description: 'Names that are shown in the place of wires, by the input they lead to.' }),
  seeds: z
    .record(z.string(), z.enum(['fixed', 'random', 'increment']))
    .optional()
    .meta({ description: 'What becomes of a seed after each run, by input; default fixed.' }),
});

const viewSchema = z.looseObject({
  nodes: z.record(z.string(), nodeViewSchema).optional(),
  notes: z
    .record(
      z.string(),
      z.looseObject({
        text: z.string(),
        x: z.number(),
        y: z.number(),
        width: z.number().positive().optional(),
        height: z.number().positive().optional(),
        colour,
      }),
    )
    .optional(),
  groups: z
    .record(z.string(), z.looseObject({ title: z.string(), nodes: z.array(z.string()), colour }))
    .optional()
    .meta({ description: 'A frame around its nodes.' }),
});

export const workflowSchema = z.looseObject({
  format: z.literal(WORKFLOW_FORMAT),
  version: z.literal(WORKFLOW_VERSION),
  name: z.string(),
  description: z.string().optional(),
  parameters: z
    .record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_-]*$/), parameterSchema)
    .optional()
    .meta({ description: 'What a form or --set name=value offers.' }),
  nodes: nodesSchema,
  subgraphs: z.record(z.string().regex(/^[a-z0-9-]+$/), subgraphSchema).optional(),
  view: viewSchema.optional(),
});

export type Workflow = z.infer<typeof workflowSchema>;
export type WorkflowNode = z.infer<typeof nodeSchema>;

/** The schema as JSON Schema, for editors and other tools; published as workflow.schema.json. */
export function workflowJsonSchema(): object {
  return { ...z.toJSONSchema(workflowSchema, { io: 'input' }), title: 'Inkloom workflow' };
}
