/** The thread that counts tokens: reading a vocabulary of 150,000 pieces takes a second the server cannot spare. */
import { parentPort } from 'node:worker_threads';
import { FamilyRegistry, type PromptCounter } from '../../../inference/index.ts';
import type { TokenQuestion, TokenAnswer } from './counter.ts';

/** Counters in memory at most; those used last stay. */
const KEPT = 2;

const families = new FamilyRegistry();
const counters = new Map<string, Promise<PromptCounter>>();

async function load(dir: string): Promise<PromptCounter> {
  return (await families.recognise(dir)).promptCounter(dir);
}

function counterOf(dir: string): Promise<PromptCounter> {
  const counter = counters.get(dir) ?? load(dir);
  counters.delete(dir);
  counters.set(dir, counter);
  counter.catch(() => counters.delete(dir));
  if (counters.size > KEPT) counters.delete([...counters.keys()][0] as string);
  return counter;
}

async function answer({ id, dir, text }: TokenQuestion): Promise<TokenAnswer> {
  try {
    const count = await counterOf(dir);
    return { id, ...count(text) };
  } catch (error) {
    return { id, error: (error as Error).message };
  }
}

parentPort?.on(
  'message',
  (question: TokenQuestion) => void answer(question).then((reply) => parentPort?.postMessage(reply)),
);
