/** Picture files: uploads and results of runs. */

export interface PictureFile {
  /**
   * - `input`: a workflow can load the picture.
   * - `output`: a run saved it.
   * - `preview`: it shows the output of a node and is not saved.
   */
  readonly folder: 'input' | 'output' | 'preview';
  readonly name: string;
  /** Address of the bytes; with `?width=N` a smaller WebP. */
  readonly url: string;
  readonly mediaType: string;
  /** Pixels. */
  readonly width?: number | undefined;
  /** Pixels. */
  readonly height?: number | undefined;
}
