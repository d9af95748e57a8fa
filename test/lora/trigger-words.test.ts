/** Phrases for the prompt that a LoRA file names. */
import { expect, it } from 'vitest';
import { triggerWords } from '../../inference/checkpoint/lora/trigger-words.ts';

it.each([
  [{ 'modelspec.trigger_phrase': 'inkwash style, in the style of ink' }, ['inkwash style', 'in the style of ink']],
  [{ trigger_word: 'fox', trigger_words: '["fox", "a red fox, sitting"]' }, ['fox', 'a red fox, sitting']],
  [{ ss_trigger_words: '[odd' }, ['[odd']],
  [{ format: 'pt', ss_network_dim: '32' }, []],
  [{ trigger_word: `${'x'.repeat(201)}, ok, , ok` }, ['ok']],
])('are those of %j', (metadata, words) => {
  expect(triggerWords(new Map(Object.entries(metadata)))).toEqual(words);
});
