/** Adds an input to the form of the workflow, or removes it. */
import { exposeInput, hideParameter } from '../../document/commands/index.ts';
import { isBoundary } from '../../document/nested/boundary.ts';
import { promoteInput } from '../../document/nested/commands/interface.ts';
import { subgraphAt } from '../../document/nested/path.ts';
import type { NodeProps } from '../props.ts';
import { IconButton } from '../ui/Button.tsx';
import { t } from '../../i18n/t.ts';

export interface FormToggleProps extends NodeProps {
  readonly input: string;
  readonly title: string;
}

export function FormToggle({ editor, session, node, input, title }: FormToggleProps) {
  const workflow = session.document.workflow.value;
  const [parameter] =
    Object.entries(workflow.parameters ?? {}).find(([, { sets }]) => sets.includes(`${node}.${input}`)) ?? [];
  const shown = parameter !== undefined;
  const inside = subgraphAt(session.whole.value, session.path.value);
  if (inside !== undefined) {
    if (isBoundary(node)) return null;
    return (
      <IconButton
        icon="eyeOff"
        label={t('Show {title} on the subgraph', { title })}
        onClick={() =>
          session.run(promoteInput(session.document.workflow.peek(), editor.types.peek(), inside, { node, input }))
        }
      />
    );
  }
  return (
    <IconButton
      icon={shown ? 'eye' : 'eyeOff'}
      pressed={shown}
      label={shown ? t('Remove {title} from the form', { title }) : t('Show {title} in the form', { title })}
      onClick={() => {
        const now = session.document.workflow.peek();
        session.run(shown ? hideParameter(now, parameter) : exposeInput(now, editor.types.peek(), node, input));
      }}
    />
  );
}
