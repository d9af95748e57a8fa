/**
 * Where a worker without work looks for jobs: first where its weights are in memory already. A job that another worker
 * could begin at once is left to that one for a while, and no job is passed over for ever.
 */
import type { Offer } from '../fleet-protocol.ts';

export interface Capability {
  /** Names of the models that the worker can serve. */
  readonly models: ReadonlySet<string>;
  /** Names of those in memory. */
  readonly loaded: ReadonlySet<string>;
}

/** Milliseconds. */
export const WAITING = {
  /** For so long a job is left to workers that have its models in memory. */
  forWarm: 3000,
  /** A job that has waited longer goes before all that fit better. */
  longest: 30_000,
} as const;

/** @returns the offers that the worker may take now, the first to be preferred. */
export function choose(offers: readonly Offer[], { models, loaded }: Capability): readonly Offer[] {
  const rank = (offer: Offer): number => {
    if (offer.waited >= WAITING.longest) return 0;
    if (areIn(loaded, offer)) return 1;
    return offer.isWarm && offer.waited < WAITING.forWarm ? Number.NaN : 2;
  };
  return offers
    .filter((offer) => areIn(models, offer))
    .map((offer) => ({ offer, rank: rank(offer) }))
    .filter((each) => !Number.isNaN(each.rank))
    .toSorted((a, b) => a.rank - b.rank || b.offer.waited - a.offer.waited)
    .map(({ offer }) => offer);
}

function areIn(names: ReadonlySet<string>, { models }: Offer): boolean {
  return models.every((name) => names.has(name));
}
