/** Turns whatever was thrown while a request was answered into an error for the client. */
import type { FastifyError } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { type StorageErrorCode, storageErrorOf } from '../../files/storage-error.ts';
import { GraphError } from '../../graph/graph-error.ts';
import { DamagedRecord } from '../../jobs/sqlite/sealed.ts';
import { WorkflowError, WorkflowTooLargeError } from '../../workflow/workflow-error.ts';
import { HttpError } from './errors.ts';
import { issuesOf } from './issues.ts';

/** Statuses other than 500. */
const STATUS: Partial<Readonly<Record<StorageErrorCode, number>>> = { 'disk-full': 507, 'too-many-files': 503 };

/** @param say is called with errors that are bugs of the server. The client is not told their details. */
export function toHttpError(error: unknown, say: (message: string) => void): HttpError {
  const known = errorOfOurs(error) ?? errorOfSchema(error) ?? errorOfFramework(error as Partial<FastifyError>);
  if (known) return known;
  const storage = storageErrorOf(error);
  if (storage) {
    say(`The server could not answer: ${storage.message}`);
    return new HttpError(STATUS[storage.code] ?? 500, storage.code, storage.message, { cause: error });
  }
  say(`The server could not answer: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  return new HttpError(500, 'internal', 'Something went wrong in the server; its own output says more.');
}

function errorOfOurs(error: unknown): HttpError | undefined {
  if (error instanceof HttpError) return error;
  if (error instanceof DamagedRecord) return new HttpError(500, error.code, error.message);
  if (error instanceof WorkflowTooLargeError) return new HttpError(413, 'too-large', error.message);
  if (error instanceof WorkflowError) return new HttpError(422, 'unreadable-workflow', error.message);
  if (error instanceof GraphError)
    return new HttpError(422, 'invalid-workflow', error.message, { issues: issuesOf(error.issues) });
  return undefined;
}

/** A request that does not match the schemas of its route. */
function errorOfSchema(error: unknown): HttpError | undefined {
  if (!hasZodFastifySchemaValidationErrors(error)) return undefined;
  const context = error.validationContext ?? 'body';
  const where = PLACES[context] ?? context;
  const sentences = error.validation.map(({ instancePath, message = 'is not valid' }) => {
    const field = instancePath.split('/').filter(Boolean).join('.');
    return `${where}${field === '' ? '' : `, field "${field}"`}: ${message}.`;
  });
  return new HttpError(400, 'invalid-request', sentences.join(' '));
}

/** A request that Fastify or Node could not read; undefined for any other error. */
function errorOfFramework({ statusCode = 500, code = '', message = '' }: Partial<FastifyError>): HttpError | undefined {
  if (CLIENT_GONE.has(code)) return new HttpError(400, 'aborted', 'The connection ended before the request did.');
  if (/unexpected end of multipart data$/i.test(message))
    return new HttpError(400, 'invalid-request', 'The file was not sent to its end.');
  if (statusCode >= 500) return undefined;
  const text = MESSAGES[code] ?? `${message.replace(/\.$/, '')}.`;
  return new HttpError(statusCode, CODES[statusCode] ?? 'invalid-request', text);
}

/** Parts of a request, by the name Fastify gives them. */
const PLACES: Readonly<Record<string, string>> = {
  body: 'The body',
  querystring: 'The query',
  params: 'The address',
  headers: 'The headers',
};

/** Codes of Node's errors for a client that went away. */
const CLIENT_GONE = new Set(['ECONNRESET', 'ERR_STREAM_PREMATURE_CLOSE', 'ABORT_ERR']);

const CODES: Readonly<Record<number, string>> = { 404: 'not-found', 413: 'too-large', 415: 'unsupported-media-type' };

const MESSAGES: Readonly<Record<string, string>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE:
    'Bodies are JSON, sent as Content-Type: application/json; files as multipart/form-data.',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'The body is empty; expected JSON.',
  FST_ERR_CTP_INVALID_JSON_BODY: 'The body is not JSON.',
  FST_ERR_CTP_BODY_TOO_LARGE: 'The body is too large.',
  FST_ERR_BAD_URL: 'The address cannot be read.',
  FST_INVALID_MULTIPART_CONTENT_TYPE: 'Expected a file, sent as multipart/form-data.',
  FST_REQ_FILE_TOO_LARGE: 'The file is too large.',
  FST_FILES_LIMIT: 'Expected one file.',
};
