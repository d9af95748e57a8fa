/** The question before a file is overwritten that somebody else changed, or that has another workflow's name. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { differenceText, diffWorkflows } from '../../document/diff.ts';
import type { Dialog, Editor } from '../../editor.ts';

export interface ConflictProps {
  readonly editor: Editor;
  readonly dialog: Extract<Dialog, { readonly kind: 'conflict' }>;
}

export function Conflict({ editor, dialog: { name, reason } }: ConflictProps) {
  const element = useRef<HTMLDialogElement>(null);
  const [copy, setCopy] = useState(`${name}-copy`);
  useEffect(() => element.current?.showModal(), []);
  const close = (): void => void (editor.dialog.value = undefined);
  const save = (options: { readonly name?: string; readonly overwrite?: boolean }): void => {
    close();
    void editor.work.save(options);
  };
  return (
    <dialog ref={element} class="app-conflict" aria-labelledby="app-conflict-title" onCancel={close} onClose={close}>
      <h2 id="app-conflict-title">{reason === 'changed' ? `${name} was changed meanwhile` : `There is a workflow ${name} already`}</h2>
      <p>{reason === 'changed' ? 'Somebody or something else saved this file since it was opened here.' : 'Saving under this name takes the place of it.'}</p>
      <Differences editor={editor} name={name} />
      <form
        class="app-conflict-copy"
        onSubmit={(event) => {
          event.preventDefault();
          if (copy.trim() !== '') save({ name: copy.trim() });
        }}
      >
        <input aria-label="Name of the copy" value={copy} onInput={(event) => setCopy(event.currentTarget.value)} />
        <button type="submit" class="button is-primary">Save as a copy</button>
      </form>
      <div class="app-conflict-buttons">
        <button type="button" class="button" onClick={close}>Cancel</button>
        <button type="button" class="button is-danger" onClick={() => save({ name, overwrite: true })}>Overwrite</button>
      </div>
    </dialog>
  );
}

/** What the file has and what is shown here, beside each other. */
function Differences({ editor, name }: { readonly editor: Editor; readonly name: string }) {
  const [lines, setLines] = useState<readonly string[] | undefined>(undefined);
  const compare = (): void => {
    editor.api.workflow(name).then(
      ({ workflow }) => setLines(diffWorkflows(workflow, editor.session.peek()?.document.workflow.peek() ?? workflow, { types: editor.types.peek() }).map(differenceText)),
      (error: unknown) => editor.notify('error', (error as Error).message),
    );
  };
  if (!lines) return <button type="button" class="button is-quiet" onClick={compare}>Compare with the file</button>;
  return (
    <ul class="app-conflict-lines">
      {lines.length === 0 ? <li>They are the same.</li> : lines.map((line) => <li key={line}>{line}</li>)}
    </ul>
  );
}
