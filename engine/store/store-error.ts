/** Errors of a content store as sentences: what could not be done, and what to type or get. */

export type StoreErrorCode =
  /** The address cannot be read. */
  | 'bad-address'
  /** The bucket or folder does not exist. */
  | 'no-place'
  | 'no-credentials'
  /** The store says no: the key is unknown, or lacks a right. */
  | 'refused'
  /** Nobody answers, or not in time. */
  | 'unreachable'
  /** The disk is full, or reports a fault. */
  | 'failed';

export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly code: StoreErrorCode;

  constructor(code: StoreErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
