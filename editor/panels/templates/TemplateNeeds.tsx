/** The models that a template needs and the server lacks, each with the way to get it. */
import type { MissingModel, Template } from '../../../engine/protocol/index.ts';
import type { Editor } from '../../editor-context.ts';
import { t } from '../../i18n/t.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { copyText } from '../ui/copy-text.ts';
import { TemplatePicture } from '../ui/TemplatePicture.tsx';
import { kindTitle, runsNow } from './template-words.ts';

export interface TemplateNeedsProps {
  readonly editor: Editor;
  readonly template: Template;
  readonly onBack: () => void;
  readonly onOpen: () => void;
}

export function TemplateNeeds({ editor, template, onBack, onOpen }: TemplateNeedsProps) {
  const isReady = runsNow(template);
  const lacking = isReady ? template.suits : template.missing;
  return (
    <div class="pn-needs">
      <div class="pn-template-picture">
        <TemplatePicture template={template} types={editor.types.value} />
      </div>
      <div class="pn-stack">
        <h3>{t(template.title)}</h3>
        <p>{template.description !== undefined && t(template.description)}</p>
        <p role="status">
          <strong>{isReady ? t('Everything it needs is there.') : t('To run it, get what is missing:')}</strong>
        </p>
        <ul class="pn-stack">
          {lacking.map((model) => (
            <Need key={`${model.kind} ${model.name}`} editor={editor} model={model} />
          ))}
        </ul>
        <div class="pn-actions">
          <Button icon="chevronLeft" onClick={onBack}>
            {t('All templates')}
          </Button>
          <Button kind={isReady ? 'primary' : 'plain'} autoFocus onClick={onOpen}>
            {isReady ? t('Open') : t('Open it anyway')}
          </Button>
        </div>
      </div>
    </div>
  );
}

function Need({ editor, model }: { readonly editor: Editor; readonly model: MissingModel }) {
  const { name, folder, command, page } = model;
  return (
    <li class="pn-need">
      <span>
        {kindTitle(model)}: <strong>{name}</strong>
      </span>
      {command === undefined ? (
        <p>
          {t('Put it into the folder {folder} of your models.', { folder: `${folder}/` })}{' '}
          {page !== undefined && (
            <a href={page} target="_blank" rel="noreferrer">
              {t('Where it is published')}
            </a>
          )}
        </p>
      ) : (
        <>
          <p>{t('Type this where the server runs. It loads the files into your models.')}</p>
          <span class="pn-row">
            <code class="pn-code pn-grow">{command}</code>
            <IconButton
              icon="copy"
              label={t('Copy the command')}
              onClick={() => void copyText(editor, command, t('The command'))}
            />
          </span>
        </>
      )}
    </li>
  );
}
