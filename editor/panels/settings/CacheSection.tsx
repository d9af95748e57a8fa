/** The results kept between runs: how much there is, the limits, and clearing all. */
import { useState } from 'preact/hooks';
import { t } from '../../i18n/t.ts';
import { bytesText } from '../../words.ts';
import { attempt } from '../attempt.ts';
import { useLoaded } from '../hooks/use-loaded.ts';
import { Button } from '../ui/Button.tsx';
import type { ServerSectionProps } from './FolderSection.tsx';
import { Row, Section } from './Section.tsx';
import { ServerRow } from './ServerRow.tsx';

export function CacheSection({ editor, server, kept }: ServerSectionProps) {
  const [isAsking, setAsking] = useState(false);
  const [cleared, setCleared] = useState(0);
  const loaded = useLoaded(String(cleared), () => editor.api.cache());
  const now = loaded.state === 'done' ? loaded.value : undefined;
  const clear = async (): Promise<void> => {
    setAsking(false);
    await attempt(editor, () => editor.api.clearCache());
    setCleared(cleared + 1);
  };
  return (
    <Section title={t('Cache')} kept={kept}>
      <Row
        title={t('Kept results')}
        hint={
          now &&
          t('{count, plural, one {# result} other {# results}}, {size} of {limit}', {
            count: now.entries,
            size: bytesText(now.bytes),
            limit: bytesText(now.limit),
          })
        }
        more={t('Runs reuse them in place of computing the same again.')}
      >
        {isAsking ? (
          <>
            <p class="pn-small" role="alert">
              {t('Remove every result? Saved pictures stay.')}
            </p>
            <Button kind="danger" autoFocus onClick={() => void clear()}>
              {t('Remove all')}
            </Button>
            <Button onClick={() => setAsking(false)}>{t('Keep them')}</Button>
          </>
        ) : (
          <Button disabled={now === undefined || now.entries === 0} onClick={() => setAsking(true)}>
            {t('Clear…')}
          </Button>
        )}
      </Row>
      {now && (
        <div
          class="st-meter"
          role="meter"
          aria-label={t('How full the cache is')}
          aria-valuemin={0}
          aria-valuemax={now.limit}
          aria-valuenow={Math.min(now.bytes, now.limit)}
          aria-valuetext={bytesText(now.bytes)}
        >
          <span style={{ width: `${Math.min(100, (100 * now.bytes) / Math.max(1, now.limit))}%` }} />
        </div>
      )}
      <ServerRow
        server={server}
        name="cacheSize"
        title={t('Largest size')}
        hint={t('Such as 50GiB. What was not used for longest goes first. A change counts at once.')}
      />
      <ServerRow
        server={server}
        name="cacheAge"
        title={t('Longest age')}
        hint={t('Days after which a result goes that no run has used. A change counts at once.')}
      />
    </Section>
  );
}
