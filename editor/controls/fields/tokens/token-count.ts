/** "37 / 512 tokens" beside a prompt, counted by the server shortly after the last letter. */
import { computed, effect, signal } from '@preact/signals';
import type { FieldPlace } from '../parts/field-context.ts';
import { h, setText } from '../../../dom.ts';
import { checkpointOf, windowOf } from './encoder.ts';
import { msg, t } from '../../../i18n/t.ts';

/** How long typing has to pause before the server is asked, in milliseconds. */
const PAUSE = 350;
const TOO_LONG = msg('{count, plural, one {# token} other {# tokens}} more than the model reads.');
/** Kind of models that count tokens. */
const READER = 'textEncoder';

export interface TokenCount {
  readonly element: HTMLElement;
  show(text: string): void;
  destroy(): void;
}

/** Stays empty where no text encoder reads the text. */
export function tokenCount({ editor, session: { document }, node }: FieldPlace): TokenCount {
  const text = signal<string | undefined>(undefined);
  const tokens = signal<number | undefined>(undefined);
  /** The checkpoint whose tokenizer counts. Undefined if the server does not have it. */
  const checkpoint = computed(() => {
    const name = checkpointOf(document.workflow.value, editor.types.value, node);
    const reads = editor.models.value.entries.find((model) => model.name === name)?.kinds.includes(READER);
    return reads ? name : undefined;
  });
  const window = computed(() => windowOf(document.workflow.value, editor.types.value, node));
  const element = h('span', { class: 'token-count' });

  /** Numbers the questions, so that an answer to an earlier one is dropped. */
  let asked = 0;
  const stopAsking = effect(() => {
    const [model, prompt] = [checkpoint.value, text.value];
    asked += 1;
    const question = asked;
    if (model === undefined || prompt === undefined) {
      tokens.value = undefined;
      return undefined;
    }
    const answer = (count: number | undefined): void => {
      if (question === asked) tokens.value = count;
    };
    const timer = setTimeout(() => {
      editor.api.countTokens(model, prompt).then(
        (counts) => answer(counts.tokens),
        () => answer(undefined),
      );
    }, PAUSE);
    return () => clearTimeout(timer);
  });
  const stopShowing = effect(() => {
    const [count, most] = [tokens.value, window.value];
    const excess = count === undefined || most === undefined ? 0 : Math.max(0, count - most);
    setText(element, countText(count, most));
    element.classList.toggle('is-too-long', excess > 0);
    element.title = excess > 0 ? t(TOO_LONG, { count: excess }) : '';
  });
  return {
    element,
    show(prompt) {
      text.value = prompt;
    },
    destroy() {
      asked += 1;
      stopAsking();
      stopShowing();
    },
  };
}

function countText(count: number | undefined, most: number | undefined): string {
  if (count === undefined) return '';
  return most === undefined
    ? t('{count, plural, one {# token} other {# tokens}}', { count })
    : t('{count} / {most} tokens', { count, most });
}
