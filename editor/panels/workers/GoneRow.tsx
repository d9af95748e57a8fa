/** A worker that is no longer there: stopped by its operator, or lost. */
import type { GoneWorker } from '../../client/fleet.ts';
import { t } from '../../i18n/t.ts';
import { Icon } from '../../Icon.tsx';
import { agoText } from '../text/time.ts';

export function GoneRow({ gone: { worker, since, how }, now }: { readonly gone: GoneWorker; readonly now: number }) {
  const { name } = worker;
  const number = worker.run?.number;
  const text = how === 'left' ? t('{name} was drained and has left', { name }) : t('{name} was lost', { name });
  return (
    <p class={`wk-gone is-${how}`}>
      <Icon name={how === 'left' ? 'circleCheck' : 'triangleAlert'} />
      <span>
        {text}
        {how === 'lost' && number !== undefined && (
          <span class="pn-small"> {t('Another worker goes on with run {number}.', { number: String(number) })}</span>
        )}
      </span>
      <span class="pn-small">{agoText(since, now)}</span>
    </p>
  );
}
