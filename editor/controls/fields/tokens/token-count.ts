/** "37 / 512 tokens" beside a prompt. The server counts, a moment after the last letter. */
import { computed, effect, signal } from '@preact/signals';
import type { FieldPlace } from '../control.ts';
import { h, setText } from '../../../dom.ts';
import { checkpointOf, windowOf } from './encoder.ts';

/** Milliseconds without typing before it is counted. */
const PAUSE = 350;

export interface TokenCount {
  readonly element: HTMLElement;
  show(text: string): void;
  destroy(): void;
}

/** Shows nothing where no text encoder reads the text. */
export function tokenCount({ editor, session: { document }, node }: FieldPlace): TokenCount {
  const text = signal<string | undefined>(undefined);
  const tokens = signal<number | undefined>(undefined);
  /** Only of one that is there: of another nothing can be asked. */
  const checkpoint = computed(() => {
    const name = checkpointOf(document.workflow.value, editor.types.value, node);
    return name !== undefined && editor.models.value.checkpoints.includes(name) ? name : undefined;
  });
  const window = computed(() => windowOf(document.workflow.value, editor.types.value, node));
  const element = h('span', { class: 'token-count' });

  let asked = 0;
  const stopAsking = effect(() => {
    const [model, prompt] = [checkpoint.value, text.value];
    asked += 1;
    const question = asked;
    if (model === undefined || prompt === undefined) {
      tokens.value = undefined;
      return undefined;
    }
    const timer = setTimeout(() => {
      editor.api.countTokens(model, prompt).then(
        (answer) => {
          if (question === asked) tokens.value = answer.tokens;
        },
        () => {
          if (question === asked) tokens.value = undefined;
        },
      );
    }, PAUSE);
    return () => clearTimeout(timer);
  });
  const stopShowing = effect(() => {
    const [count, most] = [tokens.value, window.value];
    const isTooLong = count !== undefined && most !== undefined && count > most;
    setText(element, count === undefined ? '' : most === undefined ? `${count} tokens` : `${count} / ${most} tokens`);
    element.classList.toggle('is-too-long', isTooLong);
    element.title = isTooLong ? `${count - most} more than the window takes.` : '';
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
