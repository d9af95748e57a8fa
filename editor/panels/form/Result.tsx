/** The result of the form: the preview or the latest pictures, and a strip of earlier ones. */
import type { RunFile } from '../../../engine/protocol/index.ts';
import type { Activity, Editor } from '../../editor-context.ts';
import { viewPictures } from '../history/actions.ts';
import { type ResultNow, resultNow } from '../text/result-now.ts';
import { resultPictures } from '../text/run.ts';
import { Icon } from '../../Icon.tsx';
import { Thumbnail } from '../ui/Thumbnail.tsx';
import { ResultActions } from './ResultActions.tsx';
import { t } from '../../i18n/t.ts';
import { said } from '../../i18n/said.ts';

/** The most runs in the strip, and the width of their thumbnails in pixels. */
const STRIP = 12;
const STRIP_THUMBNAIL = 160;
/** Width of the latest pictures, in pixels. */
const LARGE = 1024;

export function Result({ editor }: { readonly editor: Editor }) {
  const document = editor.session.value?.document.id;
  const own = editor.runs.value.filter(
    (run) => run.document === document && run.files.length > 0 && run.state !== 'queued',
  );
  const activity = editor.activity.value;
  const failed = activity.run?.state === 'failed' ? activity.run : undefined;
  return (
    <section class="pn-result" aria-label={t('Result')} aria-busy={activity.run?.state === 'running'}>
      {failed && (
        <div class="pn-issue pn-issue-error" role="alert">
          <Icon name="circleAlert" />
          <span>{said(failed.failures[0]?.message ?? t('The run failed.'))}</span>
        </div>
      )}
      <Stage editor={editor} activity={activity} result={resultNow(editor)} />
      {own.length > 1 && (
        <ul class="pn-strip" aria-label={t('Last results')}>
          {own.slice(0, STRIP).map((run) => {
            const [picture] = resultPictures(run);
            return (
              picture && (
                <li key={run.id}>
                  <button
                    type="button"
                    class="pn-strip-button"
                    aria-label={t('Result of run {number}', { number: run.number })}
                    onClick={() => viewPictures(editor, own, picture.url)}
                  >
                    <Thumbnail picture={picture} alt="" size={STRIP_THUMBNAIL} />
                  </button>
                </li>
              )
            );
          })}
        </ul>
      )}
    </section>
  );
}

/** Width divided by height, for CSS. 1 if it is not known. */
function ratioOf(picture: Pick<RunFile, 'width' | 'height'> | undefined): string {
  return picture?.width && picture.height ? (picture.width / picture.height).toFixed(4) : '1';
}

interface StageProps {
  readonly editor: Editor;
  readonly activity: Activity;
  readonly result: ResultNow | undefined;
}

function Stage({ editor, activity, result }: StageProps) {
  const preview = activity.run?.state === 'running' ? Object.values(activity.previews).at(-1) : undefined;
  const [shape] = result?.files ?? [];
  if (preview) {
    return (
      <figure class="pn-stage">
        <span class="pn-stage-live" style={{ '--ratio': ratioOf(shape) }}>
          <span class="pn-thumbnail pn-thumbnail-own" style={{ aspectRatio: ratioOf(shape) }}>
            <img src={preview.url} alt={t('The picture so far')} />
          </span>
        </span>
        <figcaption class="pn-small">
          {t('Step {step} of {steps}', { step: preview.value, steps: preview.max })}
        </figcaption>
      </figure>
    );
  }
  if (!result) {
    return (
      <div class="pn-stage pn-stage-empty">
        <Icon name="image" />
        <p>{t('The result appears here.')}</p>
      </div>
    );
  }
  const { run, files, earlier } = result;
  return (
    <div class={files.length > 1 ? 'pn-stage pn-stage-several' : 'pn-stage'}>
      {files.map((file) => (
        <figure key={file.url} class={earlier === undefined ? undefined : 'is-earlier'}>
          <button
            type="button"
            class="pn-stage-picture"
            style={{ '--ratio': ratioOf(file) }}
            aria-label={t('View at full size')}
            onClick={() => viewPictures(editor, [run], file.url)}
          >
            <Thumbnail
              picture={file}
              alt={t('Result of run {number}', { number: run.number })}
              shape="own"
              size={LARGE}
            />
          </button>
          {earlier !== undefined && <p class="pn-small pn-earlier">{earlier}</p>}
          <ResultActions editor={editor} file={file} />
        </figure>
      ))}
    </div>
  );
}
