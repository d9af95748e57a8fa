/** The start page, shown while no document is open: templates, an empty workflow, open. */
import type { Template } from '../../../engine/protocol/index.ts';
import type { Editor } from '../../editor-context.ts';
import { emptyWorkflow } from '../session/files.ts';
import { StartTemplates } from '../../panels/templates/StartTemplates.tsx';
import { Icon } from '../../Icon.tsx';
import { t } from '../../i18n/t.ts';

/** The template that the large button opens. */
const FIRST = 'text-to-image';

export function Welcome({ editor }: { readonly editor: Editor }) {
  const templates = editor.templates.value;
  const first = templates.find(({ name }) => name === FIRST);
  const open = (template: Template): void => void editor.work.open({ workflow: template.workflow });
  return (
    <main class="app-welcome">
      <div class="app-welcome-inner">
        <h1>{t('What do you want to make?')}</h1>
        <p class="app-welcome-lead">
          {t('A workflow is a graph of nodes. Start with one that works, then change what you like.')}
        </p>
        <div class="app-welcome-first">
          {first && (
            <button type="button" class="button is-primary is-large" onClick={() => open(first)}>
              <Icon name="play" />
              {t('Start from text to image')}
            </button>
          )}
          <button
            type="button"
            class="button is-large"
            onClick={() => void editor.work.open({ workflow: emptyWorkflow() })}
          >
            <Icon name="filePlus" />
            {t('Empty workflow')}
          </button>
          <button type="button" class="button is-large" onClick={() => (editor.dialog.value = { kind: 'open' })}>
            <Icon name="folderOpen" />
            {t('Open…')}
          </button>
        </div>
        <StartTemplates editor={editor} />
      </div>
    </main>
  );
}
