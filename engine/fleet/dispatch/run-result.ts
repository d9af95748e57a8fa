/** What a worker kept of a run, as the engine gives it for a run of this process. */
import { FILE } from '../../../nodes/sockets.ts';
import type { FileArtifact } from '../../../nodes/sockets.ts';
import type { FinishedTarget } from '../../run/delivery.ts';
import { mapValues } from '../../run/map-values.ts';
import type { RunResult } from '../../run/engine.ts';
import type { Shelf } from '../../store/content-store.ts';
import type { CarriedFile, CarriedOutput, CarriedRun } from '../fleet-protocol.ts';

/** @returns undefined when the store has lost a file. @throws StoreError */
export async function resultOf(run: string, carried: CarriedRun, shelf: Shelf): Promise<RunResult | undefined> {
  const outputs: Record<string, Record<string, unknown>> = {};
  for (const [node, byName] of Object.entries(carried.outputs)) {
    const values: Record<string, unknown> = {};
    for (const [name, output] of Object.entries(byName)) {
      const value = await valueOf(output, shelf);
      if (value === LOST) return undefined;
      if (value !== undefined) values[name] = value;
    }
    outputs[node] = values;
  }
  const { state, seconds, refused, failures, fingerprints, executed } = carried;
  const stored = mapValues(carried.outputs, (byName) => mapValues(byName, (output) => output.stored));
  return { run, status: state, seconds, refused, failures, fingerprints, executed, outputs, stored };
}

/** The targets of a run, as they are handed to whoever waits for them. */
export function targetsOf({ outputs, stored, fingerprints }: RunResult): readonly FinishedTarget[] {
  return Object.entries(outputs).map(([node, values]) => ({ node, values, stored: stored[node] ?? {}, fingerprints }));
}

/** Of a run that did not begin. */
export function cancelledRun(run: string): RunResult {
  const nothing = { failures: [], executed: [], fingerprints: {}, outputs: {}, stored: {} };
  return { run, status: 'cancelled', seconds: 0, refused: false, ...nothing };
}

const LOST = Symbol('lost');

/** @returns undefined for a value that was not carried. */
async function valueOf({ stored, text, files }: CarriedOutput, shelf: Shelf): Promise<unknown> {
  if (text !== undefined) return text;
  if (files === undefined) return undefined;
  const artifacts: FileArtifact[] = [];
  for (const file of files) {
    const artifact = await artifactOf(file, shelf);
    if (!artifact) return LOST;
    artifacts.push(artifact);
  }
  return stored.type === FILE.name ? artifacts[0] : artifacts;
}

async function artifactOf({ digest, ...file }: CarriedFile, shelf: Shelf): Promise<FileArtifact | undefined> {
  const data = await shelf.readBlob(digest);
  return data && { ...file, data };
}
