/**
 * The errors inference reports, as data first and text second: `code` and `details` survive the trip between processes,
 * and whoever shows the error may word it anew.
 */

export type InferenceErrorCode =
  | 'file-missing'
  | 'file-truncated'
  | 'file-malformed'
  | 'tensor-missing'
  | 'tensor-mismatch'
  | 'config-invalid'
  | 'prompt-too-long'
  | 'invalid-input'
  | 'out-of-memory'
  | 'process-crashed';

/** What is known about the failure; every field is optional because every failure knows something else. */
export interface InferenceErrorDetails {
  readonly file?: string;
  readonly tensor?: string;
  /** The option, config field or node input that holds the wrong value. */
  readonly field?: string;
  readonly expected?: string;
  readonly received?: string;
}

export class InferenceError extends Error {
  override readonly name = 'InferenceError';
  readonly code: InferenceErrorCode;
  readonly details: InferenceErrorDetails;

  constructor(code: InferenceErrorCode, message: string, details: InferenceErrorDetails = {}, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.details = details;
  }
}
