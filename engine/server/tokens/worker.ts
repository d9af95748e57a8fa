/** The thread that counts tokens: reading a vocabulary of 150,000 pieces takes a second the server cannot spare. */
import { join } from 'node:path';
import { parentPort } from 'node:worker_threads';
import { openPipelineFolder } from '../../../inference/index.ts';
import { templateByName } from '../../../inference/text/prompt/prompt-template.ts';
import { Tokenizer } from '../../../inference/text/tokenizer/tokenizer.ts';
import type { TokenQuestion, TokenAnswer } from './counter.ts';

/** Tokenizers that are kept, the latest used. */
const KEPT = 2;

interface Counter {
  readonly tokenizer: Tokenizer;
  readonly prefix: string;
  readonly suffix: string;
  /** Tokens of a conversation in which nothing is said. */
  readonly empty: number;
  readonly dropped: number;
}

const counters = new Map<string, Promise<Counter>>();

async function load(dir: string): Promise<Counter> {
  const [tokenizer, { template }] = await Promise.all([
    Tokenizer.load(join(dir, 'tokenizer')),
    openPipelineFolder(dir),
  ]);
  const { prefix, suffix } = templateByName(template);
  return { tokenizer, prefix, suffix, empty: tokenizer.count(prefix + suffix), dropped: tokenizer.count(prefix) };
}

function counterOf(dir: string): Promise<Counter> {
  const counter = counters.get(dir) ?? load(dir);
  counters.delete(dir);
  counters.set(dir, counter);
  counter.catch(() => counters.delete(dir));
  if (counters.size > KEPT) counters.delete([...counters.keys()][0] as string);
  return counter;
}

/** Counted where it will stand: a line break at its start joins the one before it. */
async function answer({ id, dir, text }: TokenQuestion): Promise<TokenAnswer> {
  try {
    const { tokenizer, prefix, suffix, empty, dropped } = await counterOf(dir);
    const whole = tokenizer.count(prefix + text + suffix);
    return { id, tokens: whole - empty, window: whole - dropped };
  } catch (error) {
    return { id, error: (error as Error).message };
  }
}

parentPort?.on(
  'message',
  (question: TokenQuestion) => void answer(question).then((reply) => parentPort?.postMessage(reply)),
);
