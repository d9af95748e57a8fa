/** What the modules of the server get: made once, in server.ts, and handed to each of them. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { ModelLibrary } from '../../nodes/services/tokens.ts';
import type { NodeRegistry } from '../graph/registry.ts';
import type { Services } from '../graph/service.ts';
import type { ServerLimits } from '../host/server-options.ts';
import type { Database } from '../jobs/sqlite/database.ts';
import type { Engine } from '../run/engine.ts';
import type { Documents } from './documents/documents.ts';
import type { LiveEventBody } from '../protocol/index.ts';

/** Absolute paths; all of them are there. */
export interface ServerFolders {
  readonly data: string;
  /** Saved workflows. */
  readonly workflows: string;
  /** Uploaded pictures; the first of {@link inputs}. */
  readonly input: string;
  /** Every folder whose pictures workflows may read, the preferred first. */
  readonly inputs: readonly string[];
  /** Files that runs saved. */
  readonly output: string;
  /** Pictures of nodes that show them and save nothing. */
  readonly preview: string;
  /** Workflows that ship, with their pictures. */
  readonly shipped: string;
}

export type { ServerLimits };

export const DEFAULT_LIMITS: ServerLimits = {
  bodyBytes: 64 * 2 ** 20,
  uploadBytes: 100_000_000,
  pixels: 2 ** 28,
  nodes: 10_000,
  workflowBytes: 16 * 2 ** 20,
  documents: 200,
  listed: 5000,
  queued: 1000,
  sockets: 200,
};

/** Results kept between runs: on disk, or in memory while another process has the disk cache. */
export interface CacheControl {
  statistics(): {
    readonly entries: number;
    readonly bytes: number;
    /** Most bytes that are kept. */ readonly limit: number;
  };
  /** Removes every result no run is using. */
  clear(): Promise<void>;
}

export interface ServerContext {
  readonly version: string;
  readonly engine: Engine;
  readonly registry: NodeRegistry;
  readonly services: Services;
  readonly models: ModelLibrary;
  readonly cache: CacheControl;
  /** Of this server alone; every module makes its own tables. */
  readonly database: Database;
  readonly documents: Documents;
  readonly folders: ServerFolders;
  readonly limits: ServerLimits;
  /**
   * Numbers the event, keeps it for those who are away, sends it to everybody. Whoever changes the database and publishes does both
   * within one `database.transaction`: then both are kept or neither.
   */
  readonly publish: (event: LiveEventBody) => void;
  /** Tells the operator something, in a sentence. */
  readonly say: (message: string) => void;
}

/** Routes declare bodies, queries and answers as zod schemas. */
export type App = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  ZodTypeProvider
>;

/** A module of routes. Errors are thrown as HttpError (http/errors.ts) and become an ErrorBody. */
export type RegisterRoutes = (app: App, context: ServerContext) => void;
