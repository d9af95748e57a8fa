/** The newest picture of the shown document, large, with what can be done with it. While a run works, its preview. */
import { useRef } from 'preact/hooks';
import type { Editor } from '../../editor-context.ts';
import { t } from '../../i18n/t.ts';
import { Icon } from '../../Icon.tsx';
import { viewPictures } from '../history/actions.ts';
import { Thumbnail } from '../ui/Thumbnail.tsx';
import { NewestActions } from './NewestActions.tsx';
import { newestPicture } from './newest-run.ts';

/** Width of the loaded picture, in pixels. */
const LARGE = 1024;

export function NewestPicture({ editor }: { readonly editor: Editor }) {
  const newest = newestPicture(editor);
  const { run, previews } = editor.activity.value;
  const isRunning = run?.state === 'running';
  const preview = isRunning ? Object.values(previews).at(-1) : undefined;
  // The last preview stays while its picture is decoded: the element has it still, although its address is gone.
  const last = useRef<{ readonly run: string; readonly url: string }>();
  if (isRunning && preview) last.current = { run: run.id, url: preview.url };
  const live = isRunning && last.current?.run === run.id ? last.current.url : undefined;
  const { width = 1, height = 1 } = newest?.picture ?? {};
  return (
    <section class="pn-newest" aria-label={t('Newest picture')} aria-busy={isRunning}>
      {/* The frame keeps the shape of the last picture, so that nothing moves when a preview takes its place. */}
      <div class="pn-newest-frame" style={{ '--ratio': (width / height).toFixed(4) }}>
        {live !== undefined ? (
          <img class="pn-newest-live" src={live} alt={t('The picture so far')} />
        ) : newest ? (
          <button
            type="button"
            class="pn-newest-open"
            aria-label={t('View at full size')}
            onClick={() => viewPictures(editor, newest.runs, newest.picture.url)}
          >
            <Thumbnail
              picture={newest.picture}
              alt={t('Result of run {number}', { number: newest.run.number })}
              shape="own"
              size={LARGE}
            />
          </button>
        ) : (
          <p class="pn-newest-empty">
            <Icon name="image" />
            {isRunning ? t('Your picture appears here in a moment.') : t('Your pictures appear here.')}
          </p>
        )}
      </div>
      <NewestActions editor={editor} newest={newest} isLive={live !== undefined} />
    </section>
  );
}
