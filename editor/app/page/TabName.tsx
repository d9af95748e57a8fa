/** The name of a document on its tab. A double click or F2 makes it editable. */
import { useLayoutEffect, useRef } from 'preact/hooks';
import { keyHandler } from '../../key-events.ts';
import { t } from '../../i18n/t.ts';

export interface TabNameProps {
  readonly name: string;
  readonly editing: boolean;
  readonly onEdit: (editing: boolean) => void;
  readonly rename: (to: string) => void;
}

export function TabName({ name, editing, onEdit, rename }: TabNameProps) {
  const input = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    if (!editing) return;
    input.current?.focus();
    input.current?.select();
  }, [editing]);
  if (!editing)
    return (
      <span class="app-tab-name" onDblClick={() => onEdit(true)}>
        {name}
      </span>
    );
  const finish = (keep: boolean): void => {
    const field = input.current;
    // Moving the focus below fires `blur`, which ends editing a second time.
    if (!field) return;
    input.current = null;
    if (document.activeElement === field) field.closest<HTMLElement>('[role="tab"]')?.focus();
    onEdit(false);
    const text = field.value.trim();
    if (keep && text !== '' && text !== name) rename(text);
  };
  return (
    <input
      ref={input}
      class="app-tab-input"
      aria-label={t('Name of the document')}
      defaultValue={name}
      onBlur={() => finish(true)}
      onKeyDown={keyHandler((event) => {
        event.stopPropagation();
        if (event.key === 'Enter') finish(true);
        else if (event.key === 'Escape') finish(false);
      })}
    />
  );
}
