/** A text field that filters a list. */
import type { RefObject } from 'preact';
import { Icon } from '../../Icon.tsx';
import { keyHandler } from '../../key-events.ts';
import { t } from '../../i18n/t.ts';

export interface SearchFieldProps {
  /** Accessible name of the field, for example "Search the keys". */
  readonly label: string;
  readonly placeholder?: string | undefined;
  readonly query: string;
  readonly onQuery: (query: string) => void;
  readonly onKey?: ((event: KeyboardEvent) => void) | undefined;
  /** In the head of a dialog, where the field takes the focus when the dialog opens. */
  readonly inModal?: boolean | undefined;
  readonly field?: RefObject<HTMLInputElement> | undefined;
}

export function SearchField({
  label,
  placeholder = t('Search'),
  query,
  onQuery,
  onKey,
  inModal = false,
  field,
}: SearchFieldProps) {
  return (
    <label class={inModal ? 'pn-search pn-modal-search' : 'pn-search'}>
      <Icon name="search" />
      <span class="visually-hidden">{label}</span>
      <input
        {...(field ? { ref: field } : {})}
        type="search"
        placeholder={placeholder}
        value={query}
        data-autofocus={inModal ? 'true' : undefined}
        onInput={(event) => onQuery(event.currentTarget.value)}
        onKeyDown={keyHandler((event) => onKey?.(event))}
      />
    </label>
  );
}
