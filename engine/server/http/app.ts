/** The HTTP application without its routes: strict JSON, errors as ErrorBody, a description at /api/openapi.json. */
import { randomUUID } from 'node:crypto';
import { constants } from 'node:zlib';
import compress from '@fastify/compress';
import multipart from '@fastify/multipart';
import swagger from '@fastify/swagger';
import fastify, { type FastifyBaseLogger, LogController, type FastifyError, type FastifyReply } from 'fastify';
import { jsonSchemaTransformObject, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import type { ServerLimits } from '../../host/server-options.ts';
import type { App } from '../context.ts';
import type { Foreign } from '../foreign/foreign.ts';
import type { ErrorBody } from '../../protocol/index.ts';
import { logRequests } from '../log/log-requests.ts';
import { answerRaw, guardRequests, refusalOf } from '../security/guard.ts';
import { DATA_HEADERS } from '../security/headers.ts';
import type { SecurityPolicy } from '../security/policy.ts';
import { describeAccess, describeRoute } from './describe.ts';
import { HttpError } from './errors.ts';
import { acceptJson } from './json-body.ts';
import { toHttpError } from './to-http-error.ts';

/** Milliseconds a request may take to arrive: enough for 100 MB over a slow line. */
const REQUEST_TIMEOUT = 10 * 60_000;
/** Bytes from which on answers are compressed. */
const COMPRESSED = 4096;
/** From 0 to 11. This one is faster than gzip and compresses better. */
const BROTLI_QUALITY = 4;
/** Most characters of a name in an address, decoded. */
const NAME_LENGTH = 500;

export interface AppOptions {
  readonly version: string;
  readonly limits: ServerLimits;
  readonly policy: SecurityPolicy;
  readonly foreign: Foreign;
  /** Writes a line for each request; undefined for none. */
  readonly lines?: FastifyBaseLogger | undefined;
  /** Called with errors that are bugs of the server. */
  readonly say: (message: string) => void;
}

export async function createApp({ version, limits, policy, foreign, lines, say }: AppOptions): Promise<App> {
  const app: App = fastify({
    bodyLimit: limits.bodyBytes,
    requestTimeout: REQUEST_TIMEOUT,
    forceCloseConnections: true,
    genReqId: () => randomUUID(),
    ...(lines ? { loggerInstance: lines, logController: new LogController({ disableRequestLogging: true }) } : {}),
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
  // Answers are typed. Checking them again would take longer than making them.
  app.setSerializerCompiler(() => (data) => JSON.stringify(data));
  app.removeContentTypeParser('text/plain');
  acceptJson(app, foreign, limits.bodyBytes);
  if (lines) logRequests(app);
  guardRequests(app, policy);
  app.setErrorHandler((error: FastifyError, _request, reply) => answer(reply, toHttpError(error, say)));
  app.setNotFoundHandler((request) => {
    throw new HttpError(
      404,
      'not-found',
      `There is nothing at ${request.method} ${request.url.split('?', 1)[0]}. All addresses: GET /api/openapi.json`,
    );
  });
  await app.register(compress, {
    // Pictures and files of the editor are compressed already.
    customTypes: /^application\/json/,
    encodings: ['br', 'gzip'],
    threshold: COMPRESSED,
    brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } },
    globalDecompression: false,
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
        description: 'Qwen-Image workflows. Live events are sent over the WebSocket at /api/live: see engine/protocol.',
      },
      ...(policy.tokens.length === 0 ? {} : describeAccess()),
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
