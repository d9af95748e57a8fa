/**
 * The workflow file: what is saved, shared and edited. `nodes` is the meaning; `view` is how an editor shows it and never
 * changes a result. Fields this version does not know are kept.
 */
import { z } from 'zod';
import { NODE_ID } from '../graph/graph.ts';

export const WORKFLOW_FORMAT = 'inkloom-workflow';
export const WORKFLOW_VERSION = 1;

const nodeSchema = z.looseObject({
  type: z.string().min(1),
  title: z.string().optional(),
  /** Literals, or links written `{ "from": "node.output" }`. */
  inputs: z.record(z.string(), z.json()).optional(),
});

const parameterSchema = z.looseObject({
  /** The inputs this parameter sets, written `node.input`. */
  sets: z.array(z.string().regex(/^[^.]+\.[^.]+$/, 'expected "node.input"')).min(1),
  title: z.string().optional(),
  description: z.string().optional(),
});

export const workflowSchema = z.looseObject({
  format: z.literal(WORKFLOW_FORMAT),
  version: z.literal(WORKFLOW_VERSION),
  name: z.string(),
  description: z.string().optional(),
  /** What a form or `--set name=value` offers, by name. */
  parameters: z.record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_-]*$/), parameterSchema).optional(),
  nodes: z.record(z.string().regex(NODE_ID), nodeSchema),
  view: z.record(z.string(), z.json()).optional(),
});

export type Workflow = z.infer<typeof workflowSchema>;
export type WorkflowNode = z.infer<typeof nodeSchema>;
