/** Errors with the HTTP status that answers them. The application turns them into an ErrorBody. */
import type { Issue } from '../../protocol/index.ts';

export class HttpError extends Error {
  override readonly name = 'HttpError';
  readonly status: number;
  /** For programs, such as `not-found`; the message is for the user. */
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

/** @param what names the thing, such as `workflow "portrait"`. */
export function notFound(what: string): HttpError {
  return new HttpError(404, 'not-found', `There is no ${what}.`);
}
