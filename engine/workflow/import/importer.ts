/** The seam for workflow formats: one importer a format, listed in read-any.ts. */
import type { WorkflowLimits } from '../limits.ts';
import type { Provenance } from '../picture/provenance.ts';
import type { Workflow } from '../schema.ts';

/** A file somebody wants to open, as importers see it. */
export interface ImportFile {
  readonly bytes: Uint8Array;
  /** Names the file in errors. */
  readonly where: string;
  /** The content as JSON; undefined when it is not JSON. */
  readonly json: unknown;
}

/** A part of a foreign workflow that was left out or changed. */
export interface ImportIssue {
  /** The node of the imported workflow it concerns, if one. */
  readonly node?: string | undefined;
  /** One sentence for the user. */
  readonly message: string;
}

export interface ImportedWorkflow {
  readonly workflow: Workflow;
  /** Empty when the whole file was understood. */
  readonly issues: readonly ImportIssue[];
  /** Present when the file is a picture made by Inkloom. */
  readonly provenance?: Provenance | undefined;
}

export interface WorkflowImporter {
  /** The files it reads, in the plural, such as `Inkloom workflows`. */
  readonly name: string;
  /** Whether the file has this format. Cheap, and never throws: a damaged file of this format is recognised too. */
  recognises(file: ImportFile): boolean;
  /**
   * Reads a file that was recognised.
   * @param limits of a file that somebody else sent; undefined: none.
   * @throws WorkflowError saying what is wrong with the file.
   */
  read(file: ImportFile, limits: WorkflowLimits | undefined): ImportedWorkflow;
}
