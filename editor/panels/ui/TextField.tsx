/** A line or some lines of text that count when one leaves them or presses Enter; Escape takes them back. */
import { useId, useRef } from 'preact/hooks';

export interface TextFieldProps {
  readonly label: string;
  readonly value: string;
  /** What an empty field means. */
  readonly placeholder?: string | undefined;
  readonly lines?: number | undefined;
  /** Hides the label from the eye. */
  readonly bare?: boolean | undefined;
  readonly onCommit: (value: string) => void;
}

export function TextField({ label, value, placeholder, lines = 1, bare = false, onCommit }: TextFieldProps) {
  const id = useId();
  // Escape leaves the field, too, but must not keep what was typed.
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
    onKeyDown: (event: KeyboardEvent) => {
      const field = event.currentTarget as HTMLElement;
      if (event.key === 'Escape') dropped.current = true;
      if (
        event.key === 'Escape' ||
        (event.key === 'Enter' && !event.isComposing && (lines === 1 || event.ctrlKey || event.metaKey))
      ) {
        event.preventDefault();
        event.stopPropagation();
        field.blur();
      }
    },
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
