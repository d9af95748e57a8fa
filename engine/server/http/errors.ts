/** An answer that is no success, thrown by whoever finds out: the one place that answers turns it into an ErrorBody. */
import type { Issue } from '../../protocol/index.ts';

export class HttpError extends Error {
  override readonly name = 'HttpError';
  readonly status: number;
  /** Such as `not-found`: for programs; the message is for people. */
  readonly code: string;
  readonly issues: readonly Issue[] | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    code: string,
    message: string,
    options: {
      readonly issues?: readonly Issue[];
      readonly headers?: Readonly<Record<string, string>>;
      readonly cause?: unknown;
    } = {},
  ) {
    super(message, { cause: options.cause });
    this.status = status;
    this.code = code;
    this.issues = options.issues;
    this.headers = options.headers ?? {};
  }
}

/** @param what with article and name, such as `workflow "portrait"`. */
export function notFound(what: string): HttpError {
  return new HttpError(404, 'not-found', `There is no ${what}.`);
}
