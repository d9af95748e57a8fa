/** The workflow file as text, to save or to paste into another canvas. */
import { fileNameOf } from '../../../document/transfer/share.ts';
import { Button } from '../../ui/Button.tsx';
import type { SessionProps } from '../../props.ts';
import { copyText } from '../../ui/copy-text.ts';
import { useLoaded } from '../../hooks/use-loaded.ts';
import { downloadBlob } from './download.ts';

export function ShareFile({ editor, session }: SessionProps) {
  const workflow = session.document.workflow.value;
  const text = useLoaded('file', () => editor.api.formatWorkflow(workflow));
  const shown = text.state === 'done' ? text.value : '';
  return (
    <div class="pn-stack">
      <p class="pn-small">The command line runs this file. Paste it into a canvas to add its nodes.</p>
      <pre class="pn-code" tabIndex={0} aria-label="Workflow file">
        <code>{text.state === 'failed' ? text.message : shown}</code>
      </pre>
      <div class="pn-actions">
        <Button
          kind="primary"
          icon="download"
          disabled={text.state !== 'done'}
          onClick={() =>
            downloadBlob(new Blob([shown], { type: 'application/json' }), `${fileNameOf(workflow.name)}.json`)
          }
        >
          Download JSON
        </Button>
        <Button
          icon="copy"
          disabled={text.state !== 'done'}
          onClick={() => void copyText(editor, shown, 'The workflow')}
        >
          Copy JSON
        </Button>
      </div>
    </div>
  );
}
