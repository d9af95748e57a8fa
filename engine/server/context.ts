/** What the modules of the server get: made once, in server.ts, and handed to each of them. */
import type { FastifyInstance } from 'fastify';
import type { ModelLibrary } from '../../nodes/services/tokens.ts';
import type { DiskCache } from '../cache/disk/disk-cache.ts';
import type { Sqlite } from '../cache/disk/sqlite.ts';
import type { NodeRegistry } from '../graph/registry.ts';
import type { Services } from '../graph/service.ts';
import type { Engine } from '../run/engine.ts';
import type { Documents } from './documents/documents.ts';
import type { LiveEvent, LiveEventBody } from './protocol.ts';

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

export interface ServerLimits {
  /** Bytes of a JSON body. */
  readonly bodyBytes: number;
  /** Bytes of an uploaded file. */
  readonly uploadBytes: number;
  /** Pixels of a picture that is decoded. */
  readonly pixels: number;
  /** Nodes of a workflow, those of its subgraphs included. */
  readonly nodes: number;
  /** Bytes of a workflow as JSON. */
  readonly workflowBytes: number;
  /** Documents that are open at once. */
  readonly documents: number;
  /** Pictures in a list. */
  readonly listed: number;
  /** Runs that wait. */
  readonly queued: number;
  /** WebSockets that are open at once. */
  readonly sockets: number;
}

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

export interface ServerContext {
  readonly version: string;
  readonly engine: Engine;
  readonly registry: NodeRegistry;
  readonly services: Services;
  readonly models: ModelLibrary;
  /** Undefined while results are kept in memory only. */
  readonly cache: DiskCache | undefined;
  /** Most bytes the cache keeps. */
  readonly cacheLimit: number;
  /** Of this server alone; every module makes its own tables. */
  readonly database: Sqlite;
  readonly documents: Documents;
  readonly folders: ServerFolders;
  readonly limits: ServerLimits;
  /** Numbers the event, keeps it for those who are away, sends it to everybody. */
  publish(event: LiveEventBody): LiveEvent;
  /** Tells the operator something, in a sentence. */
  say(message: string): void;
}

/** A module of routes. Errors are thrown as HttpError (http/errors.ts) and become an ErrorBody. */
export type RegisterRoutes = (app: FastifyInstance, context: ServerContext) => void;
