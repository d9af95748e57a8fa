/** Where prepared files of a component are kept. */
export interface PreparedPlace {
  /** Absolute path; made when it does not exist. */
  readonly folder: string;
  /** Identity of the component's own files. */
  readonly digest: string;
  /**
   * Form of the linear layers in blocks: integers of 8 bits, or of 4. Absent: as they are stored, as far as graphs can
   * read that.
   */
  readonly matrices?: 'integers' | 'nibbles';
}
