/** Models that the workflow needs and the server lacks: where to put them, and how to get them. */
import type { Editor } from '../../editor-context.ts';
import { t } from '../../i18n/t.ts';
import { Icon } from '../../Icon.tsx';
import { Button, IconButton } from '../ui/Button.tsx';
import { copyText } from '../ui/copy-text.ts';
import type { MissingModel } from './missing.ts';

export interface MissingListProps {
  readonly editor: Editor;
  readonly missing: readonly MissingModel[];
  /** A place for models on the server, where the server tells its folders. */
  readonly place: string | undefined;
}

export function MissingList({ editor, missing, place }: MissingListProps) {
  return (
    <section class="md-group md-missing" aria-label={t('Missing for this workflow')}>
      <h3>
        <Icon name="triangleAlert" />
        {t('Missing for this workflow')}
      </h3>
      <ul>
        {missing.map(({ name, nodes, folder, command }) => {
          const path = place === undefined ? folder : `${place}/${folder}`;
          return (
            <li key={`${folder}/${name}`}>
              <p class="md-name">{name}</p>
              <p class="pn-row pn-small">
                <span class="pn-grow">{t('Belongs into {folder}', { folder: path })}</span>
                <IconButton
                  icon="copy"
                  label={t('Copy the folder for {name}', { name })}
                  onClick={() => void copyText(editor, path, t('The folder'))}
                />
              </p>
              {command !== undefined && (
                <p class="pn-row pn-small">
                  <code class="pn-grow">{command}</code>
                  <IconButton
                    icon="copy"
                    label={t('Copy the command that gets {name}', { name })}
                    onClick={() => void copyText(editor, command, t('The command'))}
                  />
                </p>
              )}
              {nodes[0] !== undefined && (
                <Button kind="quiet" icon="locate" onClick={() => editor.reveal(nodes[0] ?? '')}>
                  {t('Show the node')}
                </Button>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
