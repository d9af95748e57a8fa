/**
 * Seeds of a workflow: unsigned 64-bit integers. Workflow files write them as a number up to 2^53 - 1, and above that
 * as a string of decimal digits.
 */
import { type Change, readEach, readLink, type Workflow } from '../../engine/protocol/index.ts';
import { msg, t } from '../i18n/t.ts';
import type { Command } from './command.ts';
import { set, setNodeView } from './commands/changes.ts';
import { type NodeTypes, shapeOf } from './graph/catalogue.ts';
import { inputTitle, inSentence, nodeTitle } from './naming/titles.ts';

/** How a seed changes after each run. */
export type SeedPolicy = 'fixed' | 'random' | 'increment';

const SEEDS = 1n << 64n;
/** Random seeds are below 2^48, so that they are numbers people can read and type. */
const RANDOM_SEEDS = 1n << 48n;

/** @returns 64 random bits. */
export type RandomBits = () => bigint;

function cryptoBits(): bigint {
  return crypto.getRandomValues(new BigUint64Array(1))[0] ?? 0n;
}

/** Reads a seed as files write it; undefined when the value is not a seed. */
export function readSeed(value: unknown): bigint | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) && value >= 0 ? BigInt(value) : undefined;
  if (typeof value !== 'string' || !/^\d{1,20}$/.test(value)) return undefined;
  const seed = BigInt(value);
  return seed < SEEDS ? seed : undefined;
}

/** Writes a seed as files do. A seed of more than 64 bits wraps around. */
export function writeSeed(seed: bigint): number | string {
  const wrapped = BigInt.asUintN(64, seed);
  return wrapped <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(wrapped) : wrapped.toString();
}

export function randomSeed(bits: RandomBits = cryptoBits): number | string {
  return writeSeed(BigInt.asUintN(64, bits()) % RANDOM_SEEDS);
}

export function seedPolicy(workflow: Workflow, node: string, input: string): SeedPolicy {
  return workflow.view?.nodes?.[node]?.seeds?.[input] ?? 'fixed';
}

const POLICY_NAMES: Readonly<Record<SeedPolicy, string>> = {
  fixed: msg('Keep the seed after each run'),
  random: msg('A new seed after each run'),
  increment: msg('Count the seed up after each run'),
};

export function setSeedPolicy(workflow: Workflow, node: string, input: string, policy: SeedPolicy): Command {
  return { name: t(POLICY_NAMES[policy]), patch: policyChanges(workflow, node, input, policy) };
}

/** A fixed seed is the default and leaves nothing in the file. */
function policyChanges(workflow: Workflow, node: string, input: string, policy: SeedPolicy): Change[] {
  const written = policy === 'fixed' ? undefined : policy;
  if (workflow.view?.nodes?.[node]) return set(workflow, ['view', 'nodes', node, 'seeds', input], written);
  return written === undefined ? [] : setNodeView(workflow, node, { seeds: { [input]: written } });
}

export interface Seed {
  readonly node: string;
  readonly input: string;
  readonly policy: SeedPolicy;
  /** Undefined when the value is linked, is a list, or is not a seed. */
  readonly value: bigint | undefined;
}

/** All seeds of the workflow, in the order of the document. */
export function seedsOf(workflow: Workflow, types: NodeTypes): Seed[] {
  return Object.entries(workflow.nodes).flatMap(([node, { type, inputs }]) =>
    Object.entries(shapeOf(workflow, types, type).inputs).flatMap(([input, definition]): Seed[] => {
      if (definition.kind !== 'seed') return [];
      const written = inputs?.[input];
      const value = readLink(written) || readEach(written) ? undefined : readSeed(written ?? definition.default ?? 0);
      return [{ node, input, policy: seedPolicy(workflow, node, input), value }];
    }),
  );
}

/** The value of a seed after a run. */
export function nextSeed(value: bigint, policy: SeedPolicy, bits: RandomBits = cryptoBits): number | string {
  if (policy === 'random') return randomSeed(bits);
  return writeSeed(policy === 'increment' ? value + 1n : value);
}

/** Changes every seed that is not fixed. @returns undefined when all are. */
export function advanceSeeds(workflow: Workflow, types: NodeTypes, bits: RandomBits = cryptoBits): Command | undefined {
  const moving = seedsOf(workflow, types).filter(({ policy, value }) => policy !== 'fixed' && value !== undefined);
  const [first] = moving;
  if (!first) return undefined;
  // Seeds that are equal stay equal, because they mean the same noise.
  const nextByValue = new Map<string, number | string>();
  const patch = moving.map(({ node, input, policy, value = 0n }): Change => {
    const key = `${policy} ${value}`;
    const next = nextByValue.get(key) ?? nextSeed(value, policy, bits);
    nextByValue.set(key, next);
    return { path: ['nodes', node, 'inputs', input], value: next };
  });
  const name =
    moving.length === 1
      ? oneSeedName(workflow, types, first)
      : t('{count, plural, one {New seed of # node} other {New seeds of # nodes}}', { count: moving.length });
  return { name, patch };
}

function oneSeedName(workflow: Workflow, types: NodeTypes, { node, input }: Seed): string {
  const definition = shapeOf(workflow, types, workflow.nodes[node]?.type ?? '').inputs[input];
  const field = inSentence(inputTitle(input, definition));
  return t('New {field} of {node}', { field, node: nodeTitle(workflow, types, node) });
}
