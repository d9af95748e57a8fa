/** Gathers the facts that `inkloom doctor` shows. Sends nothing anywhere. */
import { resolve } from 'node:path';
import { cudaInstall, InferenceClient, readProcessor } from '../../../inference/index.ts';
import { modelLibrary } from '../../../nodes/services/model-library.ts';
import { missingFor, pipelinesOf } from '../../../nodes/services/models/whole-pipelines.ts';
import { type EngineSettings, inferenceOptions } from '../engine-settings.ts';
import { publishedPart } from '../get/published.ts';
import { cacheFolder, modelFolders, preparedFolder, speedFile, statOf } from '../places.ts';
import { readDisk } from './disks.ts';
import { readEnvironment } from './environment.ts';
import type { DiskFacts, DoctorFacts, KernelFacts } from './facts.ts';
import { readMemory } from './memory.ts';
import { readVersions } from './versions.ts';

/**
 * @param out folder of pictures.
 * @throws UsageError for a setting that cannot be read.
 */
export async function readFacts(settings: EngineSettings, out: string): Promise<DoctorFacts> {
  // The speeds that are measured are kept: forecasts start from them.
  const inference = new InferenceClient({
    ...inferenceOptions(settings),
    prepared: preparedFolder(settings.cache),
    speedFile: speedFile(settings.cache),
  });
  try {
    const places = modelFolders(settings.models ?? []);
    const entries = (await modelLibrary(places, inference.families).entries()).filter(({ isTest }) => !isTest);
    return {
      processor: await readProcessor(),
      kernels: await measured(inference),
      devices: { ...(await inference.device()), cuda: cudaInstall().kind },
      memory: await readMemory(inference.budget),
      disks: await disksOf(cacheFolder(settings.cache), resolve(out), places),
      models: entries,
      missingParts: missingFor(pipelinesOf(entries), publishedPart),
      versions: await readVersions(),
      environment: readEnvironment(process.env),
      settings: { threads: inference.profile().threads, precision: settings.precision ?? 'auto' },
    };
  } finally {
    await inference.close();
  }
}

async function measured(inference: InferenceClient): Promise<KernelFacts> {
  try {
    const { runtime, kernels: speeds, isSteady } = await inference.request('measure', {});
    return { kind: 'measured', runtime, speeds, isSteady };
  } catch (error) {
    return { kind: 'failed', message: (error as Error).message };
  }
}

/** One after the other, so that no trial slows another. */
async function disksOf(cache: string, out: string, places: readonly string[]): Promise<readonly DiskFacts[]> {
  const disks = [await readDisk('cache', cache, true), await readDisk('output', out, true)];
  for (const place of places) if (statOf(place)) disks.push(await readDisk('models', place, false));
  return disks;
}
