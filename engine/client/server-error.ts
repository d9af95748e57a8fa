/** What goes wrong between a client and its server, as sentences for the user. */
import type { ErrorBody, Issue } from '../protocol/index.ts';

/** An answer that is no success. */
export class ServerError extends Error {
  override readonly name = 'ServerError';
  readonly status: number;
  /** For programs, such as `queue-full`. */
  readonly code: string;
  readonly issues: readonly Issue[];
  /** Milliseconds after which the server wants to be asked again; undefined when it does not say. */
  readonly retryAfter: number | undefined;

  constructor(status: number, { code, message, issues = [] }: ErrorBody['error'], retryAfter?: number) {
    super(message);
    this.status = status;
    this.code = code;
    this.issues = issues;
    this.retryAfter = retryAfter;
  }
}

/** There was no answer. */
export class ServerUnreachable extends Error {
  override readonly name = 'ServerUnreachable';

  constructor(server: string, cause: unknown) {
    super(
      `${server} cannot be reached (${reasonOf(cause)}). Check the address, and that the server runs: inkloom start`,
      {
        cause,
      },
    );
  }
}

/** Errors of `fetch` say why in their cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code, message } = (error.cause ?? error) as NodeJS.ErrnoException;
  return code ?? message;
}

/** The error of an answer; its own text where it is none of Inkloom's. */
export async function errorOf(server: string, answer: Response): Promise<ServerError> {
  const { status, headers } = answer;
  const seconds = Number(headers.get('retry-after') ?? Number.NaN);
  const retryAfter = Number.isFinite(seconds) ? seconds * 1000 : undefined;
  const text = await answer.text().catch(() => '');
  return new ServerError(status, bodyOf(text) ?? foreign(server, status), retryAfter);
}

function bodyOf(text: string): ErrorBody['error'] | undefined {
  try {
    const { error } = JSON.parse(text) as Partial<ErrorBody>;
    return typeof error?.message === 'string' ? error : undefined;
  } catch {
    return undefined;
  }
}

/** A proxy, or another program, answered. */
function foreign(server: string, status: number): ErrorBody['error'] {
  return { code: 'foreign-answer', message: `${server} answers ${status}, and not as a server of Inkloom does` };
}
