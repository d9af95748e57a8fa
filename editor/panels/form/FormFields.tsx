/** The fields of the form: first those for everybody, then "More" and those for experts. */
import { useState } from 'preact/hooks';
import { formFields } from '../../document/form.ts';
import { t } from '../../i18n/t.ts';
import type { SessionProps } from '../props.ts';
import { MoreButton } from '../ui/MoreButton.tsx';
import { canFold, isAdvanced } from './folded-fields.ts';
import { FormField } from './FormField.tsx';

export function FormFields({ editor, session }: SessionProps) {
  const workflow = session.document.workflow.value;
  const types = editor.types.value;
  const [isOpen, setOpen] = useState(false);
  const fields = formFields(workflow, types);
  if (fields.length === 0) return <p class="pn-small">{t('There is nothing to fill in. Run it as it is.')}</p>;
  const advanced = fields.filter((field) => isAdvanced(workflow, types, field));
  const folded = advanced.filter((field) => canFold(field, editor.issues.value));
  const shown = advanced.filter((field) => isOpen || !folded.includes(field));
  const row = (field: (typeof fields)[number]) => (
    <FormField key={field.name} editor={editor} session={session} field={field} />
  );
  return (
    <>
      {fields.filter((field) => !advanced.includes(field)).map(row)}
      {(folded.length > 0 || (isOpen && shown.length > 0)) && (
        <MoreButton isOpen={isOpen} count={folded.length} onToggle={() => setOpen(!isOpen)} />
      )}
      {shown.map(row)}
    </>
  );
}
