/** Opens a workflow of any format that Inkloom reads, ComfyUI's included. */
import { alternativeTo } from '../../nodes/comfyui/alternatives.ts';
import { comfyNodes } from '../../nodes/comfyui/index.ts';
import { standardNodes } from '../../nodes/index.ts';
import { comfyImporter } from '../comfyui/importer.ts';
import { NodeRegistry } from '../graph/registry.ts';
import type { ImportedWorkflow, WorkflowImporter } from '../workflow/import/importer.ts';
import { importWorkflow } from '../workflow/load.ts';
import type { Workflow } from '../workflow/schema.ts';

/** Importers of foreign formats, with the nodes that they translate to. */
export const FOREIGN_IMPORTERS: readonly WorkflowImporter[] = [
  comfyImporter(comfyNodes, new NodeRegistry(standardNodes), alternativeTo),
];

/**
 * @param file a workflow file, or a picture that carries a workflow.
 * @throws WorkflowError when the file cannot be read or holds no workflow.
 */
export function openWorkflow(file: string): Promise<ImportedWorkflow> {
  return importWorkflow(file, FOREIGN_IMPORTERS);
}

/** The workflow alone, without what its import left out. @throws WorkflowError as {@link openWorkflow}. */
export async function loadWorkflow(file: string): Promise<Workflow> {
  const { workflow } = await openWorkflow(file);
  return workflow;
}
