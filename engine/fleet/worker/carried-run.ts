/**
 * Writes what a run gave into the store: its files stay on the shelf `outputs`; how it went lies on `results`, which is
 * cleaned by age, because no one reads it once the server has saved the run.
 */
import type { FileArtifact } from '../../../nodes/sockets.ts';
import { FILE, FILES } from '../../../nodes/sockets.ts';
import { STRING } from '../../graph/socket.ts';
import type { Hashes } from '../../host/hashes/model-hashes.ts';
import type { RunEvent } from '../../run/events.ts';
import type { RunResult } from '../../run/engine.ts';
import type { ContentStore, Shelf } from '../../store/content-store.ts';
import type { StoredOutput } from '../../cache/result.ts';
import { writeJson } from '../stored-json.ts';
import type { CarriedFile, CarriedOutput, CarriedRun } from '../fleet-protocol.ts';

export interface Finished {
  readonly result: RunResult;
  readonly hashes: Hashes | undefined;
  readonly events: readonly RunEvent[];
}

/** @returns the digest of a {@link CarriedRun} on the shelf `results`. @throws StoreError */
export async function keepResult({ result, hashes, events }: Finished, store: ContentStore): Promise<string> {
  const outputs: Record<string, Record<string, CarriedOutput>> = {};
  for (const [node, byName] of Object.entries(result.outputs)) {
    const ofNode: Record<string, CarriedOutput> = {};
    for (const [name, value] of Object.entries(byName)) {
      const stored = result.stored[node]?.[name];
      if (stored) ofNode[name] = await carried(stored, value, store.shelf('outputs'));
    }
    outputs[node] = ofNode;
  }
  const { status: state, seconds, refused, failures, fingerprints, executed } = result;
  const run: CarriedRun = {
    state,
    seconds,
    refused,
    failures,
    fingerprints,
    executed,
    events,
    outputs,
    ...(hashes ? { hashes } : {}),
  };
  return writeJson(store.shelf('results'), run);
}

async function carried(stored: StoredOutput, value: unknown, shelf: Shelf): Promise<CarriedOutput> {
  if (stored.type === STRING.name && typeof value === 'string') return { stored, text: value };
  if (stored.type === FILE.name) return { stored, files: [await kept(value as FileArtifact, shelf)] };
  if (stored.type !== FILES.name) return { stored };
  const files: CarriedFile[] = [];
  for (const file of value as readonly FileArtifact[]) files.push(await kept(file, shelf));
  return { stored, files };
}

async function kept({ prefix, extension, mediaType, data }: FileArtifact, shelf: Shelf): Promise<CarriedFile> {
  return { prefix, extension, mediaType, digest: (await shelf.writeBlob(data)).digest };
}
