/** The services that the routes of the server work with. They are made once, in server.ts. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { LoraFiles, ModelLibrary } from '../../nodes/services/tokens.ts';
import type { FileLayer } from '../files/file-layer.ts';
import type { NodeRegistry } from '../graph/registry.ts';
import type { ServerLimits } from '../host/server-options.ts';
import type { LiveEventBody, ServerStatus } from '../protocol/index.ts';
import type { Engine } from '../run/engine.ts';
import type { CacheControl } from './cache-control.ts';
import type { Documents } from './documents/documents.ts';
import type { ServerLog } from './log/server-log.ts';
import type { Foreign } from './foreign/foreign.ts';
import type { ServerFolders } from './folders.ts';

export interface ServerContext {
  /** Of Inkloom. */
  readonly version: string;
  readonly engine: Engine;
  readonly registry: NodeRegistry;
  readonly models: ModelLibrary;
  readonly loras: LoraFiles;
  readonly cache: CacheControl;
  readonly log: ServerLog;
  /** Frees the memory of models once none works. */
  readonly freeModels: () => Promise<void>;
  readonly status: () => Promise<ServerStatus>;
  readonly documents: Documents;
  readonly foreign: Foreign;
  readonly folders: ServerFolders;
  /** Writes what clients upload. */
  readonly files: FileLayer;
  readonly limits: ServerLimits;
  /**
   * Numbers the event, keeps it for clients that are away, and sends it to all others. A change of the database and its
   * event belong in one `database.transaction`: then both are kept, or neither.
   */
  readonly publish: (event: LiveEventBody) => void;
}

/** Routes declare bodies, queries and answers as zod schemas. */
export type App = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  ZodTypeProvider
>;

/** A module of routes. It throws errors as HttpError (http/errors.ts), which become an ErrorBody. */
export type RegisterRoutes = (app: App, context: ServerContext) => void;
