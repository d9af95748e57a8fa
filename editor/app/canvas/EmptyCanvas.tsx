/** What to do on an empty canvas. The canvas below still takes drops, keys and double clicks. */
import { useComputed } from '@preact/signals';
import type { Editor } from '../../editor-context.ts';
import type { IconName } from '../../icons.ts';
import { t } from '../../i18n/t.ts';
import { Icon } from '../../Icon.tsx';

export function EmptyCanvas({ editor }: { readonly editor: Editor }) {
  const isEmpty = useComputed(() => {
    const workflow = editor.session.value?.document.workflow.value;
    if (!workflow || editor.session.value?.path.value.length !== 0) return false;
    return Object.keys(workflow.nodes).length + Object.keys(workflow.view?.notes ?? {}).length === 0;
  }).value;
  if (!isEmpty) return null;
  return (
    <section class="app-empty" aria-label={t('Empty canvas')}>
      <h2>{t('What shall we make?')}</h2>
      <p>
        {t('Add a first node, or begin with a template that works. You can also drop a picture or a workflow here.')}
      </p>
      <div class="app-empty-actions">
        <Start editor={editor} action="graph.add-node" icon="plus" text={t('Add a node')} />
        <Start editor={editor} action="file.templates" icon="layoutTemplate" text={t('Choose a template')} />
        <Start editor={editor} action="file.open" icon="folderOpen" text={t('Open a file')} />
      </div>
    </section>
  );
}

interface StartProps {
  readonly editor: Editor;
  readonly action: string;
  readonly icon: IconName;
  readonly text: string;
}

function Start({ editor, action, icon, text }: StartProps) {
  return (
    <button
      type="button"
      class="button"
      onClick={() =>
        editor.actions
          .peek()
          .find(({ id }) => id === action)
          ?.run()
      }
    >
      <Icon name={icon} />
      {text}
    </button>
  );
}
