/** The workflow file as text, to save or to paste into another canvas; or as a file of ComfyUI. */
import { useState } from 'preact/hooks';
import { fileNameOf } from '../../../document/transfer/share.ts';
import { useLoaded } from '../../hooks/use-loaded.ts';
import type { SessionProps } from '../../props.ts';
import { Button } from '../../ui/Button.tsx';
import { copyText } from '../../ui/copy-text.ts';
import { Segments } from '../../ui/Segments.tsx';
import { downloadBlob } from './download.ts';

type Form = 'inkloom' | 'file' | 'prompt';

const FORMS = [
  ['inkloom', 'Inkloom'],
  ['file', 'ComfyUI'],
  ['prompt', 'ComfyUI API'],
] as const;

const ABOUT: Readonly<Record<Form, string>> = {
  inkloom: 'The command line runs this file. Paste it into a canvas to add its nodes.',
  file: 'ComfyUI opens this file.',
  prompt: 'The server of ComfyUI runs this prompt.',
};

/** Behind the name of the workflow. */
const ENDINGS: Readonly<Record<Form, string>> = { inkloom: '', file: '-comfyui', prompt: '-comfyui-api' };

export function ShareFile({ editor, session }: SessionProps) {
  const [form, setForm] = useState<Form>('inkloom');
  const workflow = session.document.workflow.value;
  const text = useLoaded(form, async () =>
    form === 'inkloom'
      ? { file: await editor.api.formatWorkflow(workflow), issues: [] }
      : editor.api.exportComfyui(workflow, form),
  );
  const { file, issues } = text.state === 'done' ? text.value : { file: '', issues: [] };
  return (
    <div class="pn-stack">
      <Segments<Form> label="For which program" value={form} options={FORMS} onChange={setForm} />
      <p class="pn-small">{ABOUT[form]}</p>
      {issues.map(({ message }) => (
        <p key={message}>{message}</p>
      ))}
      <pre class="pn-code" tabIndex={0} aria-label="Workflow file">
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
          Download JSON
        </Button>
        <Button
          icon="copy"
          disabled={text.state !== 'done'}
          onClick={() => void copyText(editor, file, 'The workflow')}
        >
          Copy JSON
        </Button>
      </div>
    </div>
  );
}
