/**
 * The errors of inference, as data first and text second: `code` and `details` survive the trip between processes, so
 * that the place that shows an error can word it again.
 */

export type InferenceErrorCode =
  | 'file-missing'
  | 'file-truncated'
  | 'file-malformed'
  | 'files-apart'
  | 'path-too-long'
  | 'file-in-use'
  | 'tensor-missing'
  | 'tensor-mismatch'
  | 'config-invalid'
  | 'prompt-too-long'
  | 'invalid-input'
  | 'not-finite'
  | 'out-of-memory'
  | 'disk-full'
  | 'process-crashed'
  | 'device-failed'
  | 'runtime-missing';

/** Facts about a failure. Every field is optional, because failures differ in what is known. */
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
