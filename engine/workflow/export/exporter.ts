/** The seam for files a workflow is given away as: one exporter a format, listed in exporters.ts. */
import type { NodeRegistry } from '../../graph/registry.ts';
import type { Workflow } from '../schema.ts';

export interface ExportContext {
  /** For formats that show or translate the nodes. */
  readonly registry: NodeRegistry;
  /** Version of Inkloom. */
  readonly version: string;
}

export interface WorkflowExporter {
  /** The kind of file it writes, such as `Inkloom workflow`. */
  readonly name: string;
  /** Of the files it writes, without a dot. */
  readonly extension: string;
  readonly mediaType: string;
  /** @returns the bytes of the file. The same workflow gives the same bytes. */
  write(workflow: Workflow, context: ExportContext): Uint8Array | Promise<Uint8Array>;
}
