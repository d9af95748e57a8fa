/**
 * The seam between a batch and the place where its pictures are made: an engine in this process, or a server. A batch
 * reads rows, names files, and writes them with its manifest; a performer makes one picture.
 */
import type { NodeFailure } from '../../run/events.ts';
import type { Workflow } from '../../workflow/schema.ts';

/** One picture of a batch: a row of the table with one seed. */
export interface PictureJob {
  /**
   * Digest of what is asked for, 64 hexadecimal digits: the same in every process that carries the batch out. A server
   * that gets an id a second time gives the run that has it.
   */
  readonly id: string;
  /** Place in the batch, from 0. */
  readonly index: number;
  /** With the values of the row and the seed set. */
  readonly workflow: Workflow;
  /** Ids of the nodes to compute; undefined for every output of the workflow. */
  readonly targets: readonly string[] | undefined;
  /** What the row says, by column, as text or as JSON gives it; the seed included. */
  readonly values: Readonly<Record<string, unknown>>;
  /** Absolute paths of files on this machine that the workflow reads, by their names in the workflow. */
  readonly inputs: Readonly<Record<string, string>>;
}

/** A file as it is to be saved: a picture has its provenance inside. */
export interface PerformedFile {
  /** Id of the node that made the file. */
  readonly node: string;
  readonly data: Uint8Array;
  /** Without its dot, such as `png`. */
  readonly extension: string;
  readonly mediaType: string;
}

export interface PerformedPicture {
  /** In the order of the targets; several for a node that gives several. */
  readonly files: readonly PerformedFile[];
  /** From the start of the work to its end; waiting in a queue does not count. */
  readonly seconds: number;
  /** Whether nothing had to be computed, because the results were kept. */
  readonly cached: boolean;
}

/** The done part of a picture, 0 to 1. */
export type OnPictureProgress = (done: number) => void;

export interface Performer {
  /**
   * Identifies what a picture depends on besides its workflow: model files, and pictures that it reads. A picture is
   * made again when this text has changed. A place that cannot tell gives a constant.
   * @throws PictureError for a workflow that cannot run.
   */
  identify(job: PictureJob): Promise<string>;
  /**
   * Makes a picture. Several calls may be under way at a time.
   * @throws PictureError when this picture failed: the batch goes on with others. Any other error ends the batch.
   * @throws the reason of the signal when it aborts. Work at a server goes on there, and a later batch takes it up.
   */
  perform(job: PictureJob, signal: AbortSignal, onProgress: OnPictureProgress): Promise<PerformedPicture>;
  /** Ends what the performer started. Nothing is under way. */
  close(): Promise<void>;
}

/** Why one picture of a batch was not made. */
export class PictureError extends Error {
  override readonly name = 'PictureError';
  /** The nodes that failed; empty for a workflow that was refused before. */
  readonly failures: readonly NodeFailure[];

  constructor(message: string, failures: readonly NodeFailure[] = [], options?: ErrorOptions) {
    super(message, options);
    this.failures = failures;
  }
}
