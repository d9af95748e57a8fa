/** One field of the form, with its description. */
import { useMemo } from 'preact/hooks';
import type { InputDefinition } from '../../../engine/protocol/index.ts';
import { sliderRange } from '../../controls/fields/number/range.ts';
import type { FormField as Field } from '../../document/form.ts';
import type { SessionProps } from '../props.ts';
import { FieldHost } from '../ui/FieldHost.tsx';
import { mirrored } from './mirror.ts';

/** Whether two such fields fit side by side. */
function isShort(definition: InputDefinition): boolean {
  return (
    definition.kind === 'boolean' ||
    ((definition.kind === 'int' || definition.kind === 'float') && sliderRange(definition) === undefined)
  );
}

export interface FormFieldProps extends SessionProps {
  readonly field: Field;
}

export function FormField({ editor, session, field }: FormFieldProps) {
  const { targets, definition, title, description } = field;
  const key = targets.map(({ node, input }) => `${node}.${input}`).join(' ');
  const own = useMemo(() => mirrored(session, targets), [session, key]);
  const [target] = targets;
  if (!target || !definition) return null;
  return (
    <div class={isShort(definition) ? 'pn-form-field pn-form-short' : 'pn-form-field'}>
      <FieldHost
        editor={editor}
        session={own}
        node={target.node}
        input={target.input}
        definition={definition}
        label={title}
      />
      {description !== undefined && description !== '' && <p class="pn-small">{description}</p>}
    </div>
  );
}
