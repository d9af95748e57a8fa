/** The workflow file as text: to be kept, or pasted into another canvas. */
import { fileNameOf } from '../../../document/transfer/share.ts';
import { Button } from '../../ui/Button.tsx';
import { copyText } from '../../ui/copy-text.ts';
import { useLoaded } from '../../ui/use-loaded.ts';
import { downloadBlob } from './download.ts';
import type { ShareKindProps } from './share-kind.ts';

export function ShareFile({ editor, session }: ShareKindProps) {
  const workflow = session.document.workflow.value;
  const text = useLoaded('file', () => editor.api.formatWorkflow(workflow));
  const shown = text.state === 'done' ? text.value : '';
  return (
    <div class="pn-stack">
      <p class="pn-small">The same file the command line runs. Pasted into a canvas, it adds its nodes there.</p>
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
