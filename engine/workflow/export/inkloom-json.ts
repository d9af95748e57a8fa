/** Inkloom's own workflow file, tidy enough for people and git. */
import { formatWorkflow } from '../format.ts';
import type { Workflow } from '../schema.ts';
import type { WorkflowExporter } from './exporter.ts';

export const inkloomJson = {
  name: 'Inkloom workflow',
  extension: 'json',
  mediaType: 'application/json; charset=utf-8',
  write: (workflow: Workflow): Uint8Array => Buffer.from(formatWorkflow(workflow)),
} satisfies WorkflowExporter;
