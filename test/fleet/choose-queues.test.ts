/** Which jobs a worker takes first. */
import { expect, it } from 'vitest';
import type { Offer } from '../../engine/fleet/fleet-protocol.ts';
import { choose, WAITING } from '../../engine/fleet/worker/choose-queues.ts';

const offer = (models: string, waited = 0, isWarm = false): Offer => ({
  models: models === '' ? [] : models.split(' '),
  waited,
  isWarm,
});
const capability = (models: string, loaded = '') => ({
  models: new Set(models.split(' ')),
  loaded: new Set(loaded.split(' ')),
});
const chosen = (offers: readonly Offer[], models: string, loaded?: string): string[] =>
  choose(offers, capability(models, loaded)).map((each) => each.models.join(' '));

it('leaves jobs whose models the worker does not have', () => {
  expect(chosen([offer('a'), offer('a b'), offer('c'), offer('')], 'a c')).toEqual(['', 'a', 'c']);
});

it('prefers jobs whose models are all in memory, then those that have waited longer', () => {
  const offers = [offer('a', 900), offer('b', 10), offer('a b', 500), offer('c', 1000)];
  expect(chosen(offers, 'a b c', 'b')).toEqual(['b', 'c', 'a', 'a b']);
  expect(chosen(offers, 'a b c', 'a b')).toEqual(['a', 'a b', 'b', 'c']);
});

it('leaves a job to a worker that has its models in memory, but not for long', () => {
  expect(chosen([offer('a', WAITING.forWarm - 1, true)], 'a', 'b')).toEqual([]);
  expect(chosen([offer('a', WAITING.forWarm, true)], 'a', 'b')).toEqual(['a']);
  expect(chosen([offer('a', 0, false)], 'a', 'b')).toEqual(['a']);
});

it('passes over no job for ever', () => {
  const offers = [offer('a', 1), offer('b', WAITING.longest - 1), offer('c', WAITING.longest)];
  expect(chosen(offers, 'a b c', 'a')).toEqual(['c', 'a', 'b']);
});
