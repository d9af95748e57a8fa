/** The fields of the form, to rename, reorder and remove. */
import { hideParameter } from '../../document/commands/index.ts';
import { nodeTitle } from '../../document/naming/titles.ts';
import type { SessionProps } from '../props.ts';
import { IconButton } from '../ui/Button.tsx';
import { TextField } from '../ui/TextField.tsx';
import { moveParameter, renameParameter } from './parameter-commands.ts';
import { t } from '../../i18n/t.ts';

export function Parameters({ editor, session }: SessionProps) {
  const { document } = session;
  const workflow = document.workflow.value;
  const entries = Object.entries(workflow.parameters ?? {});
  if (entries.length === 0)
    return <p class="pn-small">{t('The form has no fields yet. The eye beside a value of a node adds it.')}</p>;
  return (
    <ol class="pn-parameters">
      {entries.map(([name, { title = name, sets }], index) => {
        const target = sets[0]?.split('.') ?? [];
        return (
          <li key={name}>
            <div class="pn-grow">
              <TextField
                label={t('Title of {name}', { name })}
                bare
                value={title}
                onCommit={(value) => session.run(renameParameter(document.workflow.peek(), name, value))}
              />
              <p class="pn-small pn-clip">
                {nodeTitle(workflow, editor.types.value, target[0] ?? '')}, {target[1]}
                {sets.length > 1 && ` ${t('and {count} more', { count: sets.length - 1 })}`}
              </p>
            </div>
            <IconButton
              icon="arrowUp"
              label={t('Move {title} up', { title })}
              disabled={index === 0}
              onClick={() => session.run(moveParameter(document.workflow.peek(), name, -1))}
            />
            <IconButton
              icon="arrowDown"
              label={t('Move {title} down', { title })}
              disabled={index === entries.length - 1}
              onClick={() => session.run(moveParameter(document.workflow.peek(), name, 1))}
            />
            <IconButton
              icon="x"
              label={t('Remove {title} from the form', { title })}
              onClick={() => session.run(hideParameter(document.workflow.peek(), name))}
            />
          </li>
        );
      })}
    </ol>
  );
}
