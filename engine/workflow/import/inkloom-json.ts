/** Inkloom's own workflow files, of this version and all earlier ones. */
import { checkWorkflow } from '../check-workflow.ts';
import { isRecord } from './is-record.ts';
import type { WorkflowImporter } from './importer.ts';

export const inkloomJson: WorkflowImporter = {
  name: 'Inkloom workflows',
  /** A damaged file counts as long as it has a format or an object of nodes: its fields can then be named in errors. */
  recognises: ({ json }) => isRecord(json) && (json['format'] !== undefined || isRecord(json['nodes'])),
  read: ({ json, where }, limits) => ({ workflow: checkWorkflow(json, where, limits), issues: [] }),
};
