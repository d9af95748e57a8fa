/** One or more lines of text, committed on Enter or when the field loses the focus. Escape drops the changes. */
import { useId, useRef } from 'preact/hooks';
import { keyHandler } from '../../key-events.ts';
import { isCommandKey } from '../../keyboard.ts';

export interface TextFieldProps {
  readonly label: string;
  readonly value: string;
  /** Shown in an empty field: what that means. */
  readonly placeholder?: string | undefined;
  /** More than 1 makes it a text area, where Enter breaks the line and Ctrl+Enter commits. */
  readonly lines?: number | undefined;
  /** Whether only screen readers get the label. */
  readonly bare?: boolean | undefined;
  readonly onCommit: (value: string) => void;
}

export function TextField({ label, value, placeholder, lines = 1, bare = false, onCommit }: TextFieldProps) {
  const id = useId();
  // Escape ends editing by moving the focus away, like Enter, but must not commit.
  const dropped = useRef(false);
  const common = {
    id,
    class: 'pn-text',
    value,
    placeholder,
    spellcheck: lines > 1,
    onBlur: (event: FocusEvent) => {
      const field = event.currentTarget as HTMLInputElement | HTMLTextAreaElement;
      if (dropped.current) field.value = value;
      else if (field.value !== value) onCommit(field.value);
      dropped.current = false;
    },
    onKeyDown: keyHandler((event: KeyboardEvent) => {
      const isEscape = event.key === 'Escape';
      const isEnter = event.key === 'Enter';
      const commits = isEnter && (lines === 1 || event.ctrlKey || event.metaKey);
      const field = event.currentTarget as HTMLInputElement | HTMLTextAreaElement;
      // A command, such as save, needs the text in the document.
      if (isCommandKey(event) && !commits && field.value !== value) onCommit(field.value);
      if (!isEscape && !commits) return;
      dropped.current = isEscape;
      event.preventDefault();
      event.stopPropagation();
      field.blur();
    }),
  };
  return (
    <div class="pn-text-field">
      <label for={id} class={bare ? 'visually-hidden' : 'pn-label'}>
        {label}
      </label>
      {lines === 1 ? <input type="text" {...common} /> : <textarea rows={lines} {...common} />}
    </div>
  );
}
