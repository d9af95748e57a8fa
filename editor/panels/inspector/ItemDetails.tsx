/** Details of a selected note or group. */
import { renameGroup, setColour, setNote, ungroup } from '../../document/commands/index.ts';
import { itemKey } from '../../document/selection.ts';
import type { Session } from '../../editor-context.ts';
import { counted } from '../../words.ts';
import { Button } from '../ui/Button.tsx';
import { TextField } from '../ui/TextField.tsx';
import { Colours } from './Colours.tsx';

export function NoteDetails({ session, note }: { readonly session: Session; readonly note: string }) {
  const { document } = session;
  const { text = '', colour } = document.workflow.value.view?.notes?.[note] ?? {};
  return (
    <>
      <header class="pn-head">
        <h2>Note</h2>
      </header>
      <div class="pn-body pn-stack">
        <TextField
          label="Text"
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
        <h2>Group</h2>
      </header>
      <div class="pn-body pn-stack">
        <TextField
          label="Title"
          value={title}
          onCommit={(value) => session.run(renameGroup(document.workflow.peek(), group, value))}
        />
        <Colours
          value={colour}
          onChange={(value) =>
            session.run(setColour(document.workflow.peek(), [itemKey({ kind: 'group', id: group })], value))
          }
        />
        <p class="pn-small">{counted(nodes.length, 'node')}</p>
        <div class="pn-actions">
          <Button icon="group" onClick={() => (session.selection.value = new Set(nodes))}>
            Select its nodes
          </Button>
          <Button onClick={() => session.run(ungroup(document.workflow.peek(), [group]))}>Ungroup</Button>
        </div>
      </div>
    </>
  );
}
