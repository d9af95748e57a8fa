/** Open documents in a folder of their own. */
import { join } from 'node:path';
import { mkdir } from 'node:fs/promises';
import { afterAll } from 'vitest';
import { NodeRegistry } from '../../../engine/graph/registry.ts';
import { type Database, openDatabase } from '../../../engine/jobs/sqlite/database.ts';
import type { ServerLimits } from '../../../engine/host/server-options.ts';
import { DEFAULT_LIMITS } from '../../../engine/server/limits.ts';
import { Foreign } from '../../../engine/server/foreign/foreign.ts';
import { OpenDocuments } from '../../../engine/server/documents/open-documents.ts';
import type { LiveEventBody, Patch } from '../../../engine/protocol/index.ts';
import { WorkflowFiles } from '../../../engine/server/workflows/files.ts';
import { temporaryFolder } from '../http/http-support.ts';

/** An edit that moves a node. */
export function move(x: number): Patch {
  return [{ path: ['view', 'nodes', 'load', 'x'], value: x }];
}

const foreign = new Foreign(new NodeRegistry(), { version: '', limits: DEFAULT_LIMITS });
afterAll(() => foreign.close());

export interface Bench {
  readonly documents: OpenDocuments;
  readonly events: LiveEventBody[];
  readonly database: Database;
  readonly folder: string;
  /** Closes the database and opens the documents again. */
  readonly restart: () => Bench;
}

/** @param heard called with every event, when it is published. */
export async function bench(
  limits: Partial<ServerLimits> = {},
  heard: (event: LiveEventBody) => void = () => {},
): Promise<Bench> {
  const folder = await temporaryFolder();
  await mkdir(join(folder, 'workflows'));
  const open = (): Bench => {
    const database = openDatabase(join(folder, 'inkloom.sqlite'));
    const events: LiveEventBody[] = [];
    const documents = new OpenDocuments({
      database,
      files: new WorkflowFiles(join(folder, 'workflows'), foreign),
      limits: { ...DEFAULT_LIMITS, ...limits },
      publish(event) {
        events.push(event);
        heard(event);
      },
    });
    return { documents, events, database, folder, restart: () => (database.close(), open()) };
  };
  return open();
}
