/** The fields of the form, to rename, reorder and remove. */
import { hideParameter } from '../../document/commands/index.ts';
import { shapeOf } from '../../document/graph/catalogue.ts';
import { inputTitle, nodeTitle } from '../../document/naming/titles.ts';
import type { SessionProps } from '../props.ts';
import { IconButton } from '../ui/Button.tsx';
import { TextField } from '../ui/TextField.tsx';
import { moveParameter, renameParameter } from './parameter-commands.ts';
import { t } from '../../i18n/t.ts';

export function Parameters({ editor, session }: SessionProps) {
  const { document } = session;
  const workflow = document.workflow.value;
  const types = editor.types.value;
  const entries = Object.entries(workflow.parameters ?? {});
  if (entries.length === 0)
    return <p class="pn-small">{t('The form has no fields yet. The eye beside a value of a node adds it.')}</p>;
  return (
    <ol class="pn-parameters">
      {entries.map(([name, parameter], index) => {
        const { sets } = parameter;
        const title = t(parameter.title ?? name);
        const [node = '', input = ''] = sets[0]?.split('.') ?? [];
        const { inputs } = shapeOf(workflow, types, workflow.nodes[node]?.type ?? '');
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
                {nodeTitle(workflow, types, node)}, {inputTitle(input, inputs[input])}
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
