/** Open documents in a folder of their own, for tests. */
import { join } from 'node:path';
import { mkdir } from 'node:fs/promises';
import { type Database, openDatabase } from '../../engine/jobs/sqlite/database.ts';
import type { ServerLimits } from '../../engine/host/server-options.ts';
import { DEFAULT_LIMITS } from '../../engine/server/limits.ts';
import { OpenDocuments } from '../../engine/server/documents/open-documents.ts';
import type { LiveEventBody } from '../../engine/protocol/index.ts';
import { WorkflowFiles } from '../../engine/server/workflows/files.ts';
import { temporaryFolder } from './http-support.ts';

export interface Bench {
  readonly documents: OpenDocuments;
  readonly events: LiveEventBody[];
  readonly database: Database;
  readonly folder: string;
  /** Ends and begins again with what is on disk. */
  readonly restart: () => Bench;
}

export async function bench(limits: Partial<ServerLimits> = {}): Promise<Bench> {
  const folder = await temporaryFolder();
  await mkdir(join(folder, 'workflows'));
  const open = (): Bench => {
    const database = openDatabase(join(folder, 'inkloom.sqlite'));
    const events: LiveEventBody[] = [];
    const documents = new OpenDocuments({
      database,
      files: new WorkflowFiles(join(folder, 'workflows')),
      limits: { ...DEFAULT_LIMITS, ...limits },
      publish: (event) => void events.push(event),
    });
    return { documents, events, database, folder, restart: () => (database.close(), open()) };
  };
  return open();
}
