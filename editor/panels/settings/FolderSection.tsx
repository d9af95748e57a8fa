/** The folders of the server: where models are looked for, and where its data are. */
import { useState } from 'preact/hooks';
import type { ModelPlace } from '../../../engine/protocol/index.ts';
import type { Editor } from '../../editor-context.ts';
import { t } from '../../i18n/t.ts';
import { IconButton } from '../ui/Button.tsx';
import { copyText } from '../ui/copy-text.ts';
import { Row, Section } from './Section.tsx';
import type { ServerSettings } from './use-server-settings.ts';

export interface ServerSectionProps {
  readonly editor: Editor;
  readonly server: ServerSettings;
  /** Says where the settings are kept. */
  readonly kept: string;
}

export function FolderSection({ editor, server, kept }: ServerSectionProps) {
  const { view } = server;
  if (!view) return null;
  const own = view.models.filter(({ from }) => from === 'settings').map(({ path }) => path);
  return (
    <Section title={t('Folders')} kept={kept}>
      <Row
        title={t('Data')}
        hint={view.paths.data}
        more={t('Workflows, pictures and the queue. To move it, start the server with --data FOLDER.')}
      >
        <IconButton
          icon="copy"
          label={t('Copy the path of the data folder')}
          onClick={() => void copyText(editor, view.paths.data, t('The path'))}
        />
      </Row>
      <div class="st-row">
        <div class="st-row-text">
          <p class="st-row-title">{t('Models')}</p>
          <p class="pn-small">{t('Searched in this order. A folder of checkpoints, or an installation of ComfyUI.')}</p>
          <ul class="st-places">
            {view.models.map((place) => (
              <li key={place.path}>
                <Place place={place} />
                {place.from === 'settings' && (
                  <IconButton
                    icon="x"
                    label={t('Remove {folder}', { folder: place.path })}
                    onClick={() => void server.change({ models: own.filter((path) => path !== place.path) })}
                  />
                )}
              </li>
            ))}
          </ul>
          <AddPlace
            problem={server.problems.models}
            add={(path) => server.change({ models: [...own.filter((each) => each !== path), path] })}
          />
        </div>
      </div>
    </Section>
  );
}

function Place({ place: { path, from, isThere, isRead } }: { readonly place: ModelPlace }) {
  const state = (): string | undefined => {
    if (!isThere) return from === 'standard' ? t('not there') : t('not there now');
    if (!isRead) return t('read as soon as the server is started again');
    if (from === 'given') return t('from the command line');
    return from === 'standard' ? t('always searched') : undefined;
  };
  const text = state();
  return (
    <span class="st-place">
      <span>{path}</span>
      {text !== undefined && (
        <span class={`pn-small${isThere || from === 'standard' ? '' : ' pn-warned'}`}>{text}</span>
      )}
    </span>
  );
}

interface AddPlaceProps {
  readonly problem: string | undefined;
  readonly add: (path: string) => Promise<boolean>;
}

function AddPlace({ problem, add }: AddPlaceProps) {
  const [path, setPath] = useState('');
  return (
    <form
      class="st-add"
      onSubmit={(event) => {
        event.preventDefault();
        if (path.trim() !== '') void add(path.trim()).then((taken) => taken && setPath(''));
      }}
    >
      <input
        class="pn-text"
        aria-label={t('Whole path of a folder with models')}
        placeholder={t('Whole path of a folder on the server')}
        value={path}
        spellcheck={false}
        autocomplete="off"
        aria-invalid={problem !== undefined}
        onInput={(event) => setPath(event.currentTarget.value)}
      />
      <button type="submit" class="button" disabled={path.trim() === ''}>
        {t('Add folder')}
      </button>
      {problem !== undefined && (
        <p class="pn-small pn-wrong st-problem" role="alert">
          {problem}
        </p>
      )}
    </form>
  );
}
