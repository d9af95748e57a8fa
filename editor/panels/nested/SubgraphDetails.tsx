/** Details of the shown subgraph: its title, and its inputs and outputs to rename, order, remove and give defaults. */
import { countInstances } from '../../document/nested/commands/instances.ts';
import { renameSubgraph } from '../../document/nested/commands/interface.ts';
import { subgraphAt } from '../../document/nested/path.ts';
import { subgraphTitle } from '../../document/graph/subgraphs.ts';
import { Issues } from '../inspector/Issues.tsx';
import type { SessionProps } from '../props.ts';
import { Button } from '../ui/Button.tsx';
import { TextField } from '../ui/TextField.tsx';
import { t } from '../../i18n/t.ts';
import { saveOwnNode } from './own-node-actions.ts';
import { Sockets } from './Sockets.tsx';

export function SubgraphDetails({ editor, session }: SessionProps) {
  const whole = session.whole.value;
  const name = subgraphAt(whole, session.path.value);
  if (name === undefined) return null;
  const issues = editor.issues.value;
  const count = countInstances(whole, name);
  return (
    <>
      <header class="pn-head">
        <h2>{t('Subgraph')}</h2>
      </header>
      <div class="pn-body pn-stack">
        <TextField
          label={t('Name')}
          value={subgraphTitle(whole.subgraphs ?? {}, name)}
          onCommit={(value) => session.run(renameSubgraph(session.document.workflow.peek(), name, value))}
        />
        {issues.length > 0 && <Issues editor={editor} session={session} issues={issues} named />}
        <Sockets editor={editor} session={session} subgraph={name} side="inputs" />
        <Sockets editor={editor} session={session} subgraph={name} side="outputs" />
        <Button icon="save" onClick={() => void saveOwnNode(editor, session, name)}>
          {t('Save as a node of your own')}
        </Button>
        <p class="pn-small">
          {t('{count, plural, one {Used once.} other {Used {count} times: changes here concern all of them.}}', {
            count,
          })}
        </p>
      </div>
    </>
  );
}
