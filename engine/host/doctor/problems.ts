/** What keeps Inkloom from making pictures here, a sentence each, with what to do about it. */
import { isWhole, pipelinesOf } from '../../../nodes/services/models/whole-pipelines.ts';
import type { DoctorFacts } from './facts.ts';

/** @returns none when a picture can be made. */
export function problems(facts: DoctorFacts): readonly string[] {
  return [...programs(facts), ...folders(facts), ...models(facts)];
}

const INSTALL = 'npm i inkloom --ignore-scripts --include=optional (in a checkout: npm ci)';

function programs({ versions, kernels }: DoctorFacts): string[] {
  const { node, nodeNeeded, sharp } = versions;
  return [
    ...(isAtLeast(node, nodeNeeded)
      ? []
      : [`Node ${node} is too old: Inkloom needs ${nodeNeeded}. Get a newer one from https://nodejs.org.`]),
    // The message of the inference process names what to install.
    ...(kernels.kind === 'failed' ? [kernels.message] : []),
    ...(sharp === undefined
      ? [`sharp, which reads and writes pictures, cannot be loaded. Install Inkloom again: ${INSTALL}.`]
      : []),
  ];
}

const OPTIONS = { cache: '--cache FOLDER', output: '--out FOLDER', models: '--models FOLDER' } as const;

function folders({ disks }: DoctorFacts): string[] {
  return disks.flatMap(({ use, path, problem }) =>
    problem === undefined ? [] : [`Nothing can be written into ${path}: ${problem}. Name another: ${OPTIONS[use]}.`],
  );
}

function models({ models: found }: DoctorFacts): string[] {
  const hasWhole =
    found.some(({ kinds, problem }) => kinds.includes('checkpoint') && problem === undefined) ||
    pipelinesOf(found).some(isWhole);
  return hasWhole
    ? []
    : ['No whole model is found. Name its folder with --models FOLDER, or load one: inkloom models get.'];
}

/** @param needed `>=` and the numbers of a version. */
function isAtLeast(version: string, needed: string): boolean {
  const [have, want] = [version, needed].map((text) => text.replace(/^\D+/, '').split('.').map(Number));
  for (const [place, number] of (want ?? []).entries()) {
    const own = have?.[place] ?? 0;
    if (own !== number) return own > number;
  }
  return true;
}
