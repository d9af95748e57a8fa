/** The number of runs that one press of Run queues: typed, or stepped by its buttons. */
import { useState } from 'preact/hooks';
import { parseNumber } from '../../controls/fields/number/parse.ts';
import { nearestValid, type NumberInput } from '../../controls/fields/number/range.ts';
import { takenSentence } from '../../controls/fields/number/taken-sentence.ts';
import type { Editor } from '../../editor-context.ts';
import { Icon } from '../../Icon.tsx';
import { t } from '../../i18n/t.ts';
import { changeSettings } from '../session/change-settings.ts';

const COUNT: NumberInput = { kind: 'int', min: 1, max: 100 };

export function Batch({ editor: { settings } }: { readonly editor: Editor }) {
  const { batch } = settings.value;
  /** About a count that was typed and could not be taken, for as long as the one taken stays. */
  const [told, setTold] = useState<{ readonly sentence: string | undefined; readonly about: number }>();
  const sentence = told?.about === batch ? told.sentence : undefined;
  const set = (typed: number): void => {
    const count = nearestValid(COUNT, typed);
    changeSettings(settings, { batch: count });
    setTold({ sentence: takenSentence(COUNT, typed, count), about: count });
  };
  return (
    <div class="app-batch" role="group" aria-label={t('Batch')}>
      <button
        type="button"
        class="app-batch-step"
        aria-label={t('One run fewer')}
        title={t('One run fewer')}
        disabled={batch <= COUNT.min}
        onClick={() => set(batch - 1)}
      >
        <Icon name="minus" />
      </button>
      <input
        class="app-batch-count"
        inputMode="numeric"
        aria-label={t('Number of runs')}
        title={t('Number of runs')}
        value={batch}
        onFocus={(event) => event.currentTarget.select()}
        onChange={(event) => {
          set(parseNumber(event.currentTarget.value) ?? batch);
          // Without a change there is no new rendering, and the field would keep its text.
          event.currentTarget.value = String(settings.peek().batch);
        }}
      />
      <button
        type="button"
        class="app-batch-step"
        aria-label={t('One run more')}
        title={t('One run more')}
        disabled={batch >= COUNT.max}
        onClick={() => set(batch + 1)}
      >
        <Icon name="plus" />
      </button>
      <p class="app-batch-told" role="status" hidden={sentence === undefined}>
        {sentence}
      </p>
    </div>
  );
}
