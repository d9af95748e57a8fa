/** What waits on the queue, for the workers to choose from. */
import type { Offer } from '../fleet-protocol.ts';
import type { Crew } from './crew.ts';
import type { DispatchedRun } from './dispatched-run.ts';

/** One offer for each set of models. */
export function offersOf(runs: readonly DispatchedRun[], crew: Pick<Crew, 'warm'>): readonly Offer[] {
  const waits = new Map<string, { readonly models: readonly string[]; readonly waited: number[] }>();
  for (const { models, waited } of runs) {
    if (waited === undefined) continue;
    const key = JSON.stringify(models);
    const offer = waits.get(key) ?? { models, waited: [] };
    offer.waited.push(waited);
    waits.set(key, offer);
  }
  return [...waits.values()].map(({ models, waited }) => {
    const warm = crew.warm(models);
    // With more jobs than a next one for each, workers that have to load the models are of use.
    return { models, waited: Math.max(...waited), isWarm: warm > 0 && waited.length <= warm };
  });
}
