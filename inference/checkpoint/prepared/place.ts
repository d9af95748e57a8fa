/** Where prepared files of a component are kept. */

/** Integers of 4 bits: `nibbles` are those of the file where it has such, `rounded nibbles` take least memory. */
export type NibbleForm = 'nibbles' | 'rounded nibbles';

export interface PreparedPlace {
  /** Absolute path; made when it does not exist. */
  readonly folder: string;
  /** Identity of the component's own files. */
  readonly digest: string;
  /**
   * Form of the linear layers in blocks: integers of 8 bits, or of 4. Absent: as they are stored, as far as graphs can
   * read that.
   */
  readonly matrices?: 'integers' | NibbleForm;
}
