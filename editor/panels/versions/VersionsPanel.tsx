/** The versions of the shown document: to keep the present state, and to go back to an earlier one. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { DocumentVersion } from '../../../engine/protocol/index.ts';
import type { Editor } from '../../editor-context.ts';
import { t } from '../../i18n/t.ts';
import { keyHandler } from '../../key-events.ts';
import { messageOf } from '../../words.ts';
import { attempt } from '../attempt.ts';
import { useNow } from '../hooks/use-now.ts';
import type { SessionProps } from '../props.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { Empty } from '../ui/Empty.tsx';
import { VersionRow } from './VersionRow.tsx';
import '../../style/panels/versions.css';

export interface VersionsPanelProps {
  readonly editor: Editor;
  readonly close: () => void;
}

export function VersionsPanel({ editor, close }: VersionsPanelProps) {
  const session = editor.session.value;
  return (
    <section class="pn-panel pn-versions" aria-label={t('Versions')}>
      <header class="pn-head">
        <h2>{t('Versions')}</h2>
        <IconButton icon="x" label={t('Close the versions')} onClick={close} />
      </header>
      {session ? (
        <Versions key={session.document.id} editor={editor} session={session} />
      ) : (
        <Empty icon="history">{t('Open a workflow to see its versions.')}</Empty>
      )}
    </section>
  );
}

function Versions({ editor, session }: SessionProps) {
  const { id } = session.document;
  const { versions, error, reload } = useVersions({ editor, session });
  const field = useRef<HTMLInputElement>(null);
  const now = useNow(30_000);
  const change = async (work: () => Promise<unknown>): Promise<void> => {
    await attempt(editor, work);
    await reload();
  };
  const keep = async (): Promise<void> => {
    const name = field.current?.value.trim() ?? '';
    await change(() => editor.api.keepVersion(id, name === '' ? undefined : name));
    if (field.current) field.current.value = '';
  };
  return (
    <>
      <div class="pn-versions-keep">
        <input
          ref={field}
          class="pn-text"
          aria-label={t('Name of the version')}
          placeholder={t('Name, if it should stay')}
          maxLength={200}
          onKeyDown={keyHandler((event: KeyboardEvent) => {
            if (event.key !== 'Enter') return;
            event.preventDefault();
            void keep();
          })}
        />
        <Button icon="save" onClick={() => void keep()}>
          {t('Keep')}
        </Button>
      </div>
      {error !== undefined && <Empty icon="triangleAlert">{error}</Empty>}
      {error === undefined && versions?.length === 0 && (
        <Empty icon="history">
          {t('States are kept here before runs, when you save, and every few minutes while you edit.')}
        </Empty>
      )}
      <ol class="pn-body pn-version-list" tabIndex={0} aria-label={t('Earlier states')}>
        {(versions ?? []).map((version, index, all) => (
          <VersionRow
            key={version.id}
            editor={editor}
            session={session}
            version={version}
            before={all[index + 1]}
            now={now}
            onName={(name) => void change(() => editor.api.nameVersion(id, version.id, name))}
            onDelete={() => void change(() => editor.api.deleteVersion(id, version.id))}
          />
        ))}
      </ol>
    </>
  );
}

/** Read anew after runs, after saving, and now and then while the document is edited. */
function useVersions({ editor, session }: SessionProps) {
  const { id } = session.document;
  const [versions, setVersions] = useState<readonly DocumentVersion[]>();
  const [error, setError] = useState<string>();
  const isShown = useRef(true);
  const reload = async (): Promise<void> => {
    try {
      const found = await editor.api.versions(id);
      if (isShown.current) setVersions(found);
      if (isShown.current) setError(undefined);
    } catch (failure) {
      if (isShown.current) setError(messageOf(failure));
    }
  };
  const runs = editor.runs.value.filter(({ document }) => document === id).map((run) => run.id + run.state);
  const { base, unsaved } = session.info.value;
  const minute = Math.floor(useNow(60_000) / 60_000);
  useEffect(() => void reload(), [id, runs.join(' '), base, unsaved, minute]);
  useEffect(
    () => () => {
      isShown.current = false;
    },
    [],
  );
  return { versions, error, reload };
}
