/** Seeds: 64 bits, unsigned. A number up to 2^53 - 1, above it a string of decimal digits, as workflow files write them. */
import { type Change, readEach, readLink, type Workflow } from '../../engine/protocol/index.ts';
import { type NodeTypes, shapeOf } from './graph/catalogue.ts';
import { set, setNodeView } from './commands/changes.ts';
import type { Command } from './command.ts';
import { inputTitle, inSentence, nodeTitle } from './naming/titles.ts';

/** What becomes of a seed after each run. */
export type SeedPolicy = 'fixed' | 'random' | 'increment';

const SEEDS = 1n << 64n;
/** Seeds somebody can read and type: those made here stay a number. */
const RANDOM_SEEDS = 1n << 48n;

/** @returns random bits. */
export type RandomBits = () => bigint;

function cryptoBits(): bigint {
  return crypto.getRandomValues(new BigUint64Array(1))[0] ?? 0n;
}

/** Undefined when the value is no seed. */
export function readSeed(value: unknown): bigint | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) && value >= 0 ? BigInt(value) : undefined;
  if (typeof value !== 'string' || !/^\d{1,20}$/.test(value)) return undefined;
  const seed = BigInt(value);
  return seed < SEEDS ? seed : undefined;
}

/** As a file writes it. Beyond 64 bits it begins again at 0. */
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

export function setSeedPolicy(workflow: Workflow, node: string, input: string, policy: SeedPolicy): Command {
  const words = {
    fixed: 'Keep the seed after each run',
    random: 'A new seed after each run',
    increment: 'Count the seed up after each run',
  } as const;
  const written = policy === 'fixed' ? undefined : policy;
  const path = ['view', 'nodes', node, 'seeds', input];
  const patch = workflow.view?.nodes?.[node]
    ? set(workflow, path, written)
    : written && setNodeView(workflow, node, { seeds: { [input]: written } });
  return { name: words[policy], patch: patch ?? [] };
}

export interface Seed {
  readonly node: string;
  readonly input: string;
  readonly policy: SeedPolicy;
  /** Undefined when it comes along a wire, from a list, or is no seed. */
  readonly value: bigint | undefined;
}

/** Every seed of the workflow, in the order of the document. */
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

/** What a seed becomes after a run. */
export function nextSeed(value: bigint, policy: SeedPolicy, bits: RandomBits = cryptoBits): number | string {
  return policy === 'random' ? randomSeed(bits) : writeSeed(policy === 'increment' ? value + 1n : value);
}

/** Moves every seed on that is not fixed. @returns undefined when there is none. */
export function advanceSeeds(workflow: Workflow, types: NodeTypes, bits: RandomBits = cryptoBits): Command | undefined {
  const moving = seedsOf(workflow, types).filter(({ policy, value }) => policy !== 'fixed' && value !== undefined);
  const [first] = moving;
  if (!first) return undefined;
  // Seeds that were equal stay equal: they mean the same noise.
  const made = new Map<string, number | string>();
  const patch = moving.map(({ node, input, policy, value = 0n }): Change => {
    const key = `${policy} ${value}`;
    const next = made.get(key) ?? nextSeed(value, policy, bits);
    made.set(key, next);
    return { path: ['nodes', node, 'inputs', input], value: next };
  });
  const title = inSentence(
    inputTitle(first.input, shapeOf(workflow, types, workflow.nodes[first.node]?.type ?? '').inputs[first.input]),
  );
  return {
    name:
      moving.length === 1
        ? `New ${title} of ${nodeTitle(workflow, types, first.node)}`
        : `New seeds of ${moving.length} nodes`,
    patch,
  };
}
