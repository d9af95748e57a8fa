/** A search field over a list of results, which keys move through while the field keeps the focus. An ARIA combobox. */
import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Icon } from '../../Icon.tsx';
import { keyHandler } from '../../key-events.ts';

export interface PaletteProps<T> {
  /** The accessible name of the field and the list. */
  readonly label: string;
  readonly placeholder: string;
  /** @returns the matching items, best first. */
  readonly search: (query: string) => readonly T[];
  readonly keyOf: (item: T) => string;
  readonly children: (item: T) => ComponentChildren;
  /** The heading of an item. Neighbours with the same heading share it. */
  readonly groupOf?: ((item: T) => string | undefined) | undefined;
  readonly disabled?: ((item: T) => boolean) | undefined;
  readonly onPick: (item: T) => void;
  /** Shown below the list, about the marked item. */
  readonly detail?: ((item: T) => ComponentChildren) | undefined;
  readonly empty: (query: string) => ComponentChildren;
  /** Shown between the field and the list. */
  readonly head?: ComponentChildren;
}

/** Items for each press of a page key. */
const PAGE = 8;

export function Palette<T>({
  label,
  placeholder,
  search,
  keyOf,
  children,
  groupOf,
  disabled,
  onPick,
  detail,
  empty,
  head,
}: PaletteProps<T>) {
  const [query, setQuery] = useState('');
  const [index, setIndex] = useState(0);
  const list = useRef<HTMLUListElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const id = useId();
  const items = search(query);
  const active = Math.max(0, Math.min(index, items.length - 1));
  const marked = items[active];
  const optionId = (at: number): string => `${id}-${at}`;

  useLayoutEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView?.({ block: 'nearest' });
  }, [active, query]);

  const pick = (item: T | undefined): void => {
    if (item !== undefined && !disabled?.(item)) onPick(item);
  };
  const press = (event: KeyboardEvent): void => {
    const last = items.length - 1;
    const to: Readonly<Record<string, number>> = {
      ArrowDown: active === last ? 0 : active + 1,
      ArrowUp: active === 0 ? last : active - 1,
      PageDown: Math.min(last, active + PAGE),
      PageUp: Math.max(0, active - PAGE),
    };
    const next = to[event.key];
    if (next !== undefined) {
      event.preventDefault();
      setIndex(Math.max(0, next));
    } else if (event.key === 'Enter') {
      event.preventDefault();
      pick(marked);
    }
  };

  return (
    <div
      class="pn-palette"
      // Whatever is pressed, letters go on filtering.
      onMouseDown={(event) => event.target !== field.current && event.preventDefault()}
    >
      <div class="pn-palette-field">
        <Icon name="search" />
        <input
          ref={field}
          type="text"
          role="combobox"
          aria-label={label}
          aria-expanded="true"
          aria-controls={id}
          aria-autocomplete="list"
          placeholder={placeholder}
          value={query}
          spellcheck={false}
          autocomplete="off"
          data-autofocus="true"
          {...(marked === undefined ? {} : { 'aria-activedescendant': optionId(active) })}
          onKeyDown={keyHandler(press)}
          onInput={(event) => {
            setQuery(event.currentTarget.value);
            setIndex(0);
          }}
        />
      </div>
      {head}
      {items.length === 0 && (
        <div class="pn-palette-none" role="status">
          {empty(query)}
        </div>
      )}
      <ul ref={list} id={id} role="listbox" aria-label={label} class="pn-palette-list">
        {items.map((item, at) => {
          const group = groupOf?.(item);
          const previous = at > 0 ? items[at - 1] : undefined;
          const heads = group !== undefined && (at === 0 || (previous !== undefined && groupOf?.(previous) !== group));
          return [
            heads && (
              <li key={`group-${group}-${at}`} role="presentation" class="pn-palette-group">
                {group}
              </li>
            ),
            <li
              key={keyOf(item)}
              id={optionId(at)}
              role="option"
              aria-selected={at === active}
              aria-disabled={disabled?.(item) ?? false}
              class="pn-palette-option"
              onPointerMove={() => at !== active && setIndex(at)}
              onClick={() => pick(item)}
            >
              {children(item)}
            </li>,
          ];
        })}
      </ul>
      {detail && <div class="pn-palette-detail">{marked !== undefined && detail(marked)}</div>}
    </div>
  );
}
