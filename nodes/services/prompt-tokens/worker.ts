/** The thread that counts tokens: reading a vocabulary of 150,000 pieces takes a second that a server cannot spare. */
import { parentPort } from 'node:worker_threads';
import { FamilyRegistry, type PromptCounter } from '../../../inference/index.ts';
import type { PromptReader } from '../tokens.ts';
import type { TokenQuestion, TokenAnswer } from './counter.ts';

/** Counters in memory at most; those used last stay. */
const KEPT = 2;

const families = new FamilyRegistry();
const counters = new Map<string, Promise<PromptCounter>>();

async function load({ family, tokenizer, template }: PromptReader): Promise<PromptCounter> {
  return (await families.named(family)).promptCounter(tokenizer, template);
}

function counterOf({ family, tokenizer, template }: PromptReader): Promise<PromptCounter> {
  const key = JSON.stringify([family, tokenizer, template]);
  const counter = counters.get(key) ?? load({ family, tokenizer, template });
  counters.delete(key);
  counters.set(key, counter);
  counter.catch(() => counters.delete(key));
  if (counters.size > KEPT) counters.delete([...counters.keys()][0] as string);
  return counter;
}

async function answer({ id, reader, text }: TokenQuestion): Promise<TokenAnswer> {
  try {
    const count = await counterOf(reader);
    return { id, ...count(text) };
  } catch (error) {
    return { id, error: (error as Error).message };
  }
}

parentPort?.on(
  'message',
  (question: TokenQuestion) => void answer(question).then((reply) => parentPort?.postMessage(reply)),
);
