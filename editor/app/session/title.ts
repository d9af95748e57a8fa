/** The title of the page: the document's name, and how far its run is. */
import { effect } from '@preact/signals';
import type { Editor } from '../../editor-context.ts';

export function followTitle({ session, activity }: Editor): void {
  effect(() => {
    const shown = session.value;
    const { run } = activity.value;
    const mark =
      run?.state === 'running'
        ? `${Math.round((run.progress ?? 0) * 100)}% · `
        : run?.state === 'queued'
          ? 'Queued · '
          : '';
    document.title = shown ? `${mark}${shown.document.workflow.value.name} – Inkloom` : 'Inkloom';
  });
}
