/** The buttons below a picture of the result. */
import type { RunFile } from '../../../engine/protocol/index.ts';
import { pictureInputs } from '../../controls/pictures/picture-inputs.ts';
import { downloadPicture } from '../../controls/viewer/take.ts';
import type { Editor } from '../../editor-context.ts';
import { useAsInput } from '../history/actions.ts';
import { Button } from '../ui/Button.tsx';
import { t } from '../../i18n/t.ts';

export function ResultActions({ editor, file }: { readonly editor: Editor; readonly file: RunFile }) {
  const workflow = editor.session.value?.document.workflow.value;
  const takesPicture = Object.values(workflow?.nodes ?? {}).some(
    ({ type }) => pictureInputs(editor.types.value.get(type)?.inputs).length > 0,
  );
  return (
    <figcaption class="pn-actions">
      <Button icon="download" kind="quiet" onClick={() => downloadPicture(file.url, file.name)}>
        {t('Download')}
      </Button>
      {takesPicture && (
        <Button icon="image" kind="quiet" onClick={() => void useAsInput(editor, file)}>
          {t('Use as input')}
        </Button>
      )}
    </figcaption>
  );
}
