/** One field of the form, with what it is for and what is missing. */
import { useMemo } from 'preact/hooks';
import type { FormField as Field } from '../../document/form.ts';
import type { Editor, Session } from '../../editor.ts';
import { FieldHost } from '../ui/FieldHost.tsx';
import { mirrored } from './mirror.ts';

/** Kinds two of which go side by side. */
const SHORT: ReadonlySet<string> = new Set(['int', 'boolean']);

export function FormField({ editor, session, field }: { readonly editor: Editor; readonly session: Session; readonly field: Field }) {
  const { targets, definition, title, description } = field;
  const key = targets.map(({ node, input }) => `${node}.${input}`).join(' ');
  const own = useMemo(() => mirrored(session, targets), [session, key]);
  const [target] = targets;
  if (!target || !definition) return null;
  return (
    <div class={SHORT.has(definition.kind) ? 'pn-form-field pn-form-short' : 'pn-form-field'}>
      <FieldHost editor={editor} session={own} node={target.node} input={target.input} definition={definition} label={title} />
      {description !== undefined && description !== '' && <p class="pn-small">{description}</p>}
    </div>
  );
}
