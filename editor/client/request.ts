/** Requests to the server of the page. */
import type { ErrorBody, Issue } from '../../engine/protocol/index.ts';
import { t } from '../i18n/t.ts';

/** An answer that is not a success, or no answer (code `offline`, status 0). */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: string;
  readonly status: number;
  readonly issues: readonly Issue[];

  constructor(status: number, { code, message, issues = [] }: ErrorBody['error'], options?: ErrorOptions) {
    super(message, options);
    this.status = status;
    this.code = code;
    this.issues = issues;
  }
}

/**
 * @param body sent as JSON unless it is a form.
 * @param token given once, for the cookie that the server then sets.
 * @throws ApiError for an answer that is not a success, and without an answer.
 */
export async function request(method: string, path: string, body?: unknown, token?: string): Promise<Response> {
  const isJson = body !== undefined && !(body instanceof FormData);
  const response = await fetch(path, {
    method,
    headers: {
      ...(isJson ? { 'content-type': 'application/json' } : {}),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    ...(body === undefined ? {} : { body: isJson ? JSON.stringify(body) : body }),
  }).catch((cause: unknown) => {
    throw new ApiError(0, { code: 'offline', message: t('The server cannot be reached.') }, { cause });
  });
  if (response.ok) return response;
  const { status, statusText } = response;
  const answer = (await response.json().catch(() => undefined)) as ErrorBody | undefined;
  throw new ApiError(status, answer?.error ?? { code: 'unknown', message: `${status} ${statusText}` });
}

/**
 * Gives the token of the server, which sets a cookie for all later requests.
 * @throws ApiError 401 for a wrong token.
 */
export async function giveToken(token: string): Promise<void> {
  await request('POST', '/api/session', undefined, token);
}

/** A form with one file. */
export function fileForm(field: string, file: Blob, name: string): FormData {
  const form = new FormData();
  form.set(field, file, name);
  return form;
}
