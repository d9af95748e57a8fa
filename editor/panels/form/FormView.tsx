/** A workflow without its graph: its form, a button to run it, and the result beside it. */
import { useSignalEffect } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { Editor } from '../../editor-context.ts';
import type { SessionProps } from '../props.ts';
import { Button } from '../ui/Button.tsx';
import { Empty } from '../ui/Empty.tsx';
import { FormFields } from './FormFields.tsx';
import { Result } from './Result.tsx';
import { RunBar } from './RunBar.tsx';
import { t } from '../../i18n/t.ts';

export function FormView({ editor }: { readonly editor: Editor }) {
  const session = editor.session.value;
  if (!session) {
    return (
      <div class="pn-form-place">
        <Empty
          icon="images"
          action={
            <Button kind="primary" onClick={() => (editor.dialog.value = { kind: 'templates' })}>
              {t('Choose a template')}
            </Button>
          }
        >
          {t('Start with a template. It opens as a form like this one.')}
        </Empty>
      </div>
    );
  }
  return (
    <div class="pn-form-place">
      <Form key={session.document.id} editor={editor} session={session} />
    </div>
  );
}

function Form({ editor, session }: SessionProps) {
  const workflow = session.document.workflow.value;
  // The form sets nodes of the workflow itself.
  useSignalEffect(() => {
    if (session.path.value.length > 0) session.enter([]);
  });
  const form = useRef<HTMLFormElement>(null);
  const result = useRef<HTMLDivElement>(null);
  const run = async (): Promise<void> => {
    await editor.work.run();
    const wrong = form.current?.querySelector<HTMLElement>('[aria-invalid="true"]');
    if (editor.issues.peek().length > 0 && wrong) return wrong.focus();
    // On a phone the result is below the fields.
    result.current?.scrollIntoView?.({ behavior: 'smooth', block: 'nearest' });
  };
  return (
    <div class="pn-form-view">
      <div class="pn-form-scroll">
        {/* Enter in a text field commits its text. Only the button and its shortcut run the form. */}
        <form ref={form} class="pn-form" aria-label={t(workflow.name)} onSubmit={(event) => event.preventDefault()}>
          <header>
            <h1>{t(workflow.name)}</h1>
            {workflow.description && <p>{t(workflow.description)}</p>}
          </header>
          <FormFields editor={editor} session={session} />
        </form>
        <div ref={result} class="pn-result-place">
          <Result editor={editor} />
        </div>
      </div>
      <RunBar editor={editor} onRun={() => void run()} />
    </div>
  );
}
