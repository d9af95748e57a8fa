/** The line below the gallery: facts of the selected pictures, and what can be done with them. */
import type { GalleryPicture } from '../../../engine/protocol/index.ts';
import { t } from '../../i18n/t.ts';
import { useNow } from '../hooks/use-now.ts';
import { Button } from '../ui/Button.tsx';
import { actsOf, type GalleryContext } from './actions.ts';
import { factsOf, titleOf } from './facts.ts';

export interface SelectionBarProps extends GalleryContext {
  readonly chosen: readonly GalleryPicture[];
}

export function SelectionBar({ chosen, ...context }: SelectionBarProps) {
  const now = useNow(60_000);
  const [first, second] = chosen;
  return (
    <footer class="ga-bar" role="group" aria-label={t('Selected pictures')}>
      <div class="ga-facts" aria-live="polite">
        {first && !second ? (
          <>
            <span class="pn-clip pn-strong" title={titleOf(first)}>
              {titleOf(first)}
            </span>
            <span class="pn-clip pn-small">{factsOf(first, now).join(' · ')}</span>
          </>
        ) : (
          <span class="pn-small">
            {first
              ? t('{count, plural, one {# picture selected} other {# pictures selected}}', { count: chosen.length })
              : t('Select a picture to see what made it. Ctrl and Shift select several; Enter shows them large.')}
          </span>
        )}
      </div>
      <div class="ga-acts">
        {actsOf(context, chosen).map(({ id, title, icon, isEnabled, run }) => (
          <Button
            key={id}
            icon={icon}
            title={title}
            disabled={!isEnabled}
            kind={id === 'delete' ? 'danger' : 'plain'}
            onClick={() => void run()}
          >
            {title}
          </Button>
        ))}
      </div>
    </footer>
  );
}
