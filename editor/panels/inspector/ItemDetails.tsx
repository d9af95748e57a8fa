/** Details of a selected note or group. */
import { renameGroup, setColour, setNote, ungroup } from '../../document/commands/index.ts';
import { itemKey } from '../../document/selection.ts';
import type { Session } from '../../editor-context.ts';
import { Button } from '../ui/Button.tsx';
import { TextField } from '../ui/TextField.tsx';
import { Colours } from './Colours.tsx';
import { t } from '../../i18n/t.ts';

export function NoteDetails({ session, note }: { readonly session: Session; readonly note: string }) {
  const { document } = session;
  const { text = '', colour } = document.workflow.value.view?.notes?.[note] ?? {};
  return (
    <>
      <header class="pn-head">
        <h2>{t('Note')}</h2>
      </header>
      <div class="pn-body pn-stack">
        <TextField
          label={t('Text')}
          lines={8}
          value={text}
          onCommit={(value) => session.run(setNote(document.workflow.peek(), note, value))}
        />
        <Colours
          value={colour}
          onChange={(value) =>
            session.run(setColour(document.workflow.peek(), [itemKey({ kind: 'note', id: note })], value))
          }
        />
      </div>
    </>
  );
}

export function GroupDetails({ session, group }: { readonly session: Session; readonly group: string }) {
  const { document } = session;
  const { title = '', nodes = [], colour } = document.workflow.value.view?.groups?.[group] ?? {};
  return (
    <>
      <header class="pn-head">
        <h2>{t('Group')}</h2>
      </header>
      <div class="pn-body pn-stack">
        <TextField
          label={t('Title')}
          value={title}
          onCommit={(value) => session.run(renameGroup(document.workflow.peek(), group, value))}
        />
        <Colours
          value={colour}
          onChange={(value) =>
            session.run(setColour(document.workflow.peek(), [itemKey({ kind: 'group', id: group })], value))
          }
        />
        <p class="pn-small">{t('{count, plural, one {# node} other {# nodes}}', { count: nodes.length })}</p>
        <div class="pn-actions">
          <Button icon="group" onClick={() => (session.selection.value = new Set(nodes))}>
            {t('Select its nodes')}
          </Button>
          <Button onClick={() => session.run(ungroup(document.workflow.peek(), [group]))}>{t('Ungroup')}</Button>
        </div>
      </div>
    </>
  );
}
