/** One version: its picture, name and time, what changed, and what can be done with it. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { DocumentVersion } from '../../../engine/protocol/index.ts';
import { t } from '../../i18n/t.ts';
import { useLoaded } from '../hooks/use-loaded.ts';
import { useSeen } from '../hooks/use-seen.ts';
import type { Action } from '../../editor-context.ts';
import type { SessionProps } from '../props.ts';
import { agoText } from '../text/time.ts';
import { IconButton } from '../ui/Button.tsx';
import { TextField } from '../ui/TextField.tsx';
import { Thumbnail } from '../ui/Thumbnail.tsx';
import { openVersion, restoreVersion } from './actions.ts';
import { summaryOf, workflowOf } from './details.ts';

export interface VersionRowProps extends SessionProps {
  readonly version: DocumentVersion;
  /** The version before it. */
  readonly before: DocumentVersion | undefined;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** @param name undefined to take the name away. */
  readonly onName: (name: string | undefined) => void;
  readonly onDelete: () => void;
}

export function VersionRow({ editor, session, version, before, now, onName, onDelete }: VersionRowProps) {
  const row = useRef<HTMLLIElement>(null);
  const [isNaming, setNaming] = useState(false);
  const seen = useSeen(row);
  useEffect(() => {
    if (isNaming) row.current?.querySelector('input')?.focus();
  }, [isNaming]);
  const time = agoText(version.time, now);
  const title = version.name ?? time;
  const summary = useSummary({ editor, session }, version, before, seen);
  const menu = ({ clientX, clientY, currentTarget }: MouseEvent): void => {
    const box = (currentTarget as HTMLElement).getBoundingClientRect();
    editor.dialog.value = {
      kind: 'menu',
      // A press of a key has no position.
      at: { x: clientX || box.left, y: clientY || box.bottom },
      actions: [
        act('restore', t('Restore here'), () => restoreVersion(editor, session, version)),
        act('open', t('Open in a new tab'), () => openVersion(editor, session, version)),
        act('name', version.name === undefined ? t('Name it') : t('Rename'), () => setNaming(true)),
        act('delete', t('Delete'), onDelete),
      ],
    };
  };
  return (
    <li ref={row} class="pn-version" aria-label={title}>
      {version.picture !== undefined && <Thumbnail picture={{ url: version.picture }} alt="" size={128} />}
      <div class="pn-version-text">
        {isNaming ? (
          <span onFocusOut={() => setNaming(false)}>
            <TextField
              label={t('Name of the version')}
              bare
              value={version.name ?? ''}
              placeholder={time}
              onCommit={(name) => onName(name.trim() === '' ? undefined : name.trim())}
            />
          </span>
        ) : (
          <span class={`pn-clip${version.name === undefined ? '' : ' pn-strong'}`}>{title}</span>
        )}
        <span class="pn-small pn-version-what" title={summary}>
          {version.name === undefined ? '' : `${time} · `}
          {summary}
        </span>
      </div>
      <span class="pn-version-acts">
        <IconButton
          icon="rotateCcw"
          label={t('Restore: {title}', { title })}
          onClick={() => void restoreVersion(editor, session, version)}
        />
        <IconButton icon="ellipsis" label={t('More about {title}', { title })} onClick={menu} />
      </span>
    </li>
  );
}

function act(action: string, title: string, run: () => unknown): Action {
  return { id: `versions.${action}`, title, group: 'Edit', run };
}

/** What changed since the version before; a space while that is loaded. */
function useSummary(
  { editor, session }: SessionProps,
  version: DocumentVersion,
  before: DocumentVersion | undefined,
  seen: boolean,
): string {
  const { id } = session.document;
  const loaded = useLoaded(`${id} ${version.id} ${before?.id} ${seen}`, async () => {
    if (!seen) return undefined;
    const of = (each: DocumentVersion) => workflowOf(editor.api, id, each.id);
    return Promise.all([of(version), before && of(before)]);
  });
  if (loaded.state === 'failed') return loaded.message;
  if (loaded.state === 'loading' || !loaded.value) return ' ';
  const [after, earlier] = loaded.value;
  return summaryOf(earlier, after, editor.types.value);
}
