/** The buttons below the newest picture. They keep their places while there is none. */
import { pictureInputs } from '../../controls/pictures/picture-inputs.ts';
import { downloadPicture } from '../../controls/viewer/take.ts';
import type { Editor } from '../../editor-context.ts';
import { t } from '../../i18n/t.ts';
import { useAsInput, viewPictures } from '../history/actions.ts';
import { resultPictures } from '../text/run.ts';
import { IconButton } from '../ui/Button.tsx';
import type { Newest } from './newest-run.ts';

export interface NewestActionsProps {
  readonly editor: Editor;
  readonly newest: Newest | undefined;
  /** Whether a preview is shown in the place of the picture. */
  readonly isLive: boolean;
}

export function NewestActions({ editor, newest, isLive }: NewestActionsProps) {
  const isOff = newest === undefined || isLive;
  const compare = ({ runs, picture, before }: Newest): void => {
    const urls = runs.flatMap((run) => resultPictures(run).map(({ url }) => url));
    editor.dialog.value = { kind: 'viewer', urls, index: urls.indexOf(picture.url), compare: before?.url };
  };
  return (
    <div class="pn-newest-actions">
      <span class="pn-small pn-grow pn-clip">{captionOf(newest, isLive)}</span>
      <IconButton
        icon="maximize"
        label={t('View at full size')}
        disabled={isOff}
        onClick={() => newest && viewPictures(editor, newest.runs, newest.picture.url)}
      />
      <IconButton
        icon="gitCompareArrows"
        label={t('Compare with the picture before')}
        disabled={isOff || newest.before === undefined}
        onClick={() => newest && compare(newest)}
      />
      <IconButton
        icon="download"
        label={t('Download')}
        disabled={isOff}
        onClick={() => newest && downloadPicture(newest.picture.url, newest.picture.name)}
      />
      <IconButton
        icon="imagePlus"
        label={t('Use as input')}
        disabled={isOff || !takesPictures(editor)}
        onClick={() => newest && void useAsInput(editor, newest.picture)}
      />
    </div>
  );
}

function captionOf(newest: Newest | undefined, isLive: boolean): string {
  if (isLive) return t('Working on it…');
  if (!newest) return '';
  const { run, picture } = newest;
  if (!picture.width || !picture.height) return t('Run {number}', { number: run.number });
  return t('Run {number} · {width} × {height}', { number: run.number, width: picture.width, height: picture.height });
}

/** Whether a node type of the server loads pictures: then one can be added. */
function takesPictures(editor: Editor): boolean {
  return [...editor.types.value.values()].some(({ inputs }) => pictureInputs(inputs).length > 0);
}
