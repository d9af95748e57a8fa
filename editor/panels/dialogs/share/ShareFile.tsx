/** The workflow file as text, to save or to paste into another canvas; or as a file of ComfyUI. */
import { useState } from 'preact/hooks';
import { fileNameOf } from '../../../document/transfer/share.ts';
import { useLoaded } from '../../hooks/use-loaded.ts';
import type { SessionProps } from '../../props.ts';
import { Button } from '../../ui/Button.tsx';
import { copyText } from '../../ui/copy-text.ts';
import { Segments } from '../../ui/Segments.tsx';
import { downloadBlob } from './download.ts';
import { msg, t } from '../../../i18n/t.ts';

type Form = 'inkloom' | 'file' | 'prompt';

const FORMS = [
  ['inkloom', 'Inkloom'],
  ['file', 'ComfyUI'],
  ['prompt', 'ComfyUI API'],
] as const;

const ABOUT: Readonly<Record<Form, string>> = {
  inkloom: msg('The command line runs this file. Pasted into a canvas, it adds its nodes.'),
  file: msg('ComfyUI opens this file.'),
  prompt: msg('The server of ComfyUI runs this prompt.'),
};

/** Behind the name of the workflow. */
const ENDINGS: Readonly<Record<Form, string>> = { inkloom: '', file: '-comfyui', prompt: '-comfyui-api' };

export function ShareFile({ editor, session }: SessionProps) {
  const [form, setForm] = useState<Form>('inkloom');
  const workflow = session.whole.value;
  const text = useLoaded(form, async () =>
    form === 'inkloom'
      ? { file: await editor.api.formatWorkflow(workflow), issues: [] }
      : editor.api.exportComfyui(workflow, form),
  );
  const { file, issues } = text.state === 'done' ? text.value : { file: '', issues: [] };
  return (
    <div class="pn-stack">
      <Segments<Form> label={t('For which program')} value={form} options={FORMS} onChange={setForm} />
      <p class="pn-small">{t(ABOUT[form])}</p>
      {issues.map(({ message }) => (
        <p key={message}>{message}</p>
      ))}
      <pre class="pn-code" tabIndex={0} aria-label={t('Workflow file')}>
        <code>{text.state === 'failed' ? text.message : file}</code>
      </pre>
      <div class="pn-actions">
        <Button
          kind="primary"
          icon="download"
          disabled={text.state !== 'done'}
          onClick={() =>
            downloadBlob(
              new Blob([file], { type: 'application/json' }),
              `${fileNameOf(workflow.name)}${ENDINGS[form]}.json`,
            )
          }
        >
          {t('Download JSON')}
        </Button>
        <Button
          icon="copy"
          disabled={text.state !== 'done'}
          onClick={() => void copyText(editor, file, t('The workflow'))}
        >
          {t('Copy JSON')}
        </Button>
      </div>
    </div>
  );
}
