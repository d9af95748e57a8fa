/** The HTTP application before any route: strict JSON, errors as ErrorBody, the description at /api/openapi.json. */
import { randomUUID } from 'node:crypto';
import multipart from '@fastify/multipart';
import swagger from '@fastify/swagger';
import fastify, { type FastifyError, type FastifyReply } from 'fastify';
import {
  hasZodFastifySchemaValidationErrors,
  jsonSchemaTransformObject,
  validatorCompiler,
  type ZodTypeProvider,
} from 'fastify-type-provider-zod';
import { GraphError } from '../../graph/graph-error.ts';
import { WorkflowError, WorkflowTooLargeError } from '../../workflow/workflow-error.ts';
import type { App, ServerLimits } from '../context.ts';
import type { ErrorBody } from '../../protocol/index.ts';
import { answerRaw, guardRequests, refusalOf } from '../security/guard.ts';
import { DATA_HEADERS } from '../security/headers.ts';
import type { SecurityPolicy } from '../security/policy.ts';
import { describeRoute } from './describe.ts';
import { HttpError } from './errors.ts';
import { issuesOf } from './issues.ts';

/** Milliseconds a request may take to arrive: 100 MB over a slow line. */
const REQUEST_TIMEOUT = 10 * 60_000;
/** Longest name in an address, percent-encoding taken off. */
const NAME_LENGTH = 500;

export interface AppOptions {
  readonly version: string;
  readonly limits: ServerLimits;
  readonly policy: SecurityPolicy;
  /** Told of what should never happen. */
  readonly say: (message: string) => void;
}

export async function createApp({ version, limits, policy, say }: AppOptions): Promise<App> {
  const app: App = fastify({
    bodyLimit: limits.bodyBytes,
    requestTimeout: REQUEST_TIMEOUT,
    forceCloseConnections: true,
    genReqId: () => randomUUID(),
    routerOptions: { maxParamLength: NAME_LENGTH },
    frameworkErrors: (error, request, reply) =>
      void answer(
        reply.headers(DATA_HEADERS) as FastifyReply,
        refusalOf(policy, request.raw, 'api') ?? toHttpError(error, say),
      ),
    clientErrorHandler(error, socket) {
      if (socket.writable)
        answerRaw(socket, {
          status: error.code === 'HPE_HEADER_OVERFLOW' ? 431 : 400,
          code: 'invalid-request',
          message: 'The request cannot be read.',
        });
    },
  }).withTypeProvider<ZodTypeProvider>();
  app.setValidatorCompiler(validatorCompiler);
  // What the server says is typed; checking it again would cost more than making it.
  app.setSerializerCompiler(() => (data) => JSON.stringify(data));
  app.removeContentTypeParser('text/plain');
  guardRequests(app, policy);
  app.setErrorHandler((error: FastifyError, _request, reply) => answer(reply, toHttpError(error, say)));
  app.setNotFoundHandler((request) => {
    throw new HttpError(
      404,
      'not-found',
      `There is nothing at ${request.method} ${request.url.split('?', 1)[0]}. What there is: GET /api/openapi.json`,
    );
  });
  await app.register(multipart, {
    limits: { fileSize: limits.uploadBytes, files: 1, fields: 10, fieldSize: 10_000, headerPairs: 100 },
  });
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Inkloom',
        version,
        description:
          'Qwen-Image workflows. What is live goes over the WebSocket at /api/live: see engine/server/protocol.ts.',
      },
    },
    transform: describeRoute,
    transformObject: jsonSchemaTransformObject,
  });
  return app;
}

function answer(reply: FastifyReply, { status, code, message, issues, headers }: HttpError): FastifyReply {
  const body: ErrorBody = { error: { code, message, ...(issues ? { issues } : {}) } };
  return reply
    .code(status)
    .headers({ ...headers, 'content-type': 'application/json; charset=utf-8' })
    .serializer(JSON.stringify)
    .send(body);
}

/** What people are told, in their words, of whatever was thrown. */
function toHttpError(error: unknown, say: (message: string) => void): HttpError {
  if (error instanceof HttpError) return error;
  if (error instanceof WorkflowTooLargeError) return new HttpError(413, 'too-large', error.message);
  if (error instanceof WorkflowError) return new HttpError(422, 'unreadable-workflow', error.message);
  if (error instanceof GraphError)
    return new HttpError(422, 'invalid-workflow', error.message, { issues: issuesOf(error.issues) });
  if (hasZodFastifySchemaValidationErrors(error))
    return new HttpError(
      400,
      'invalid-request',
      error.validation
        .map(({ instancePath, message }) => sentence(error.validationContext ?? 'body', instancePath, message))
        .join(' '),
    );
  const { statusCode = 500, code = '', message = String(error) } = error as Partial<FastifyError>;
  if (GONE.has(code)) return new HttpError(400, 'aborted', 'The connection ended before the request did.');
  if (/unexpected end of multipart data$/i.test(message))
    return new HttpError(400, 'invalid-request', 'The file was not sent to its end.');
  if (statusCode < 500)
    return new HttpError(
      statusCode,
      CODES[statusCode] ?? 'invalid-request',
      MESSAGES[code] ?? `${message.replace(/\.$/, '')}.`,
    );
  say(`The server could not answer: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  return new HttpError(500, 'internal', 'Something went wrong in the server; its own output says more.');
}

function sentence(context: string, path: string, message = 'is not valid'): string {
  const field = path.split('/').filter(Boolean).join('.');
  const where =
    { body: 'The body', querystring: 'The query', params: 'The address', headers: 'The headers' }[context] ?? context;
  return `${where}${field === '' ? '' : `, field "${field}"`}: ${message}.`;
}

/** What Node calls a client that went away. */
const GONE = new Set(['ECONNRESET', 'ERR_STREAM_PREMATURE_CLOSE', 'ABORT_ERR']);

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
