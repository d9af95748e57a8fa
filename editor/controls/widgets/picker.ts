/** A popover with a list to choose from, filtered by typing a part of the name. */
import { h, iconOf, setAttribute, setText, uniqueId } from '../../dom.ts';
import { openPopover, type Popover } from './popover.ts';
import { keyHandler } from '../../key-events.ts';
import { t } from '../../i18n/t.ts';

export interface PickerItem {
  readonly value: string;
  readonly title: string;
  /** Address of a thumbnail. */
  readonly picture?: string | undefined;
  /** Shown in small letters below the title. */
  readonly detail?: string | undefined;
  /** Heading above the first of the items that have it. Items of one group follow each other. */
  readonly group?: string | undefined;
}

/** An open list. */
export interface Picker extends Popover {
  /** Shows other items and another note; the filter stays. */
  update(items: readonly PickerItem[], note?: string): void;
}

export interface PickerOptions {
  readonly anchor: HTMLElement;
  readonly label: string;
  readonly items: readonly PickerItem[];
  readonly selected: string | undefined;
  /** Shown when there are no items at all. */
  readonly empty: string;
  /** Shown below the list. */
  readonly note?: string | undefined;
  readonly onPick: (value: string) => void;
  readonly onClose?: (() => void) | undefined;
}

/** Items group by group, in the order in which groups begin. */
function grouped(items: readonly PickerItem[]): readonly PickerItem[] {
  const groups = [...new Set(items.map(({ group }) => group))];
  return groups.flatMap((group) => items.filter((item) => item.group === group));
}

/** Items whose title contains every typed word. Those that start with the first word come first. */
export function matching(items: readonly PickerItem[], query: string): readonly PickerItem[] {
  const words = query
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const found = items.filter(({ title }) => words.every((word) => title.toLowerCase().includes(word)));
  const begins = ({ title }: PickerItem): boolean => words[0] !== undefined && title.toLowerCase().startsWith(words[0]);
  return [...found.filter(begins), ...found.filter((item) => !begins(item))];
}

export function openPicker(options: PickerOptions): Picker {
  const { anchor, label, selected, empty, note, onPick, onClose } = options;
  let { items } = options;
  const list = h('ul', {
    'id': uniqueId('picker'),
    'role': 'listbox',
    'aria-label': label,
    'class': `picker-list${items.some(({ picture }) => picture !== undefined) ? ' has-pictures' : ''}`,
  });
  const search = h('input', {
    'type': 'text',
    'class': 'picker-search',
    'placeholder': t('Filter'),
    'role': 'combobox',
    'aria-label': t('{label}: filter', { label }),
    'aria-controls': list.id,
    'aria-expanded': 'true',
    'aria-autocomplete': 'list',
    'autocomplete': 'off',
    'spellcheck': 'false',
    'oninput': () => fill(0),
    'onkeydown': keyHandler(key),
  });
  let shown: readonly PickerItem[] = [];
  /** Index of the marked item. */
  let at = 0;

  function fill(next: number): void {
    shown = matching(items, search.value);
    shown = grouped(shown);
    list.replaceChildren(...shown.map((item, index) => option(item, index)));
    if (shown.length === 0)
      list.append(h('li', { class: 'picker-empty' }, items.length === 0 ? empty : t('Nothing matches.')));
    move(next);
  }

  function option({ value, title, picture, detail, group }: PickerItem, index: number): HTMLElement {
    const isFirst = group !== undefined && shown[index - 1]?.group !== group;
    return h(
      'li',
      {
        'id': `${list.id}-${index}`,
        'role': 'option',
        'class': 'picker-item',
        'aria-selected': String(value === selected),
        'data-group': isFirst ? group : undefined,
        'title': detail === undefined ? title : `${title}\n${detail}`,
        'onclick': () => pick(value),
        'onpointermove': () => move(index, false),
      },
      picture !== undefined && h('img', { src: picture, alt: '', loading: 'lazy', draggable: 'false' }),
      h(
        'span',
        { class: 'picker-title' },
        title,
        detail !== undefined && h('small', { class: 'picker-detail' }, detail),
      ),
      value === selected && iconOf('check'),
    );
  }

  function move(to: number, isScrolled = true): void {
    at = Math.max(0, Math.min(shown.length - 1, to));
    for (const [index, item] of [...list.children].entries())
      item.classList.toggle('is-active', index === at && shown.length > 0);
    setAttribute(search, 'aria-activedescendant', shown.length > 0 ? `${list.id}-${at}` : undefined);
    if (isScrolled) list.children[at]?.scrollIntoView?.({ block: 'nearest' });
  }

  function pick(value: string): void {
    popover.close();
    anchor.focus();
    onPick(value);
  }

  function key(event: KeyboardEvent): void {
    const by = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
    const item = shown[at];
    if (by !== undefined) {
      event.preventDefault();
      move(at + by);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      if (item) pick(item.value);
    } else if (event.key === 'Tab') popover.close();
  }

  const foot = h('p', { class: 'picker-note' });
  const tell = (text: string | undefined): void => {
    setText(foot, text ?? '');
    foot.hidden = text === undefined;
  };
  tell(note);
  const content = h('div', { class: 'picker' }, search, list, foot);
  // The filter keeps the keyboard when the list is pressed or scrolled. The note stays selectable.
  list.addEventListener('mousedown', (event) => event.preventDefault());
  const popover = openPopover({ anchor, label, content, onClose });
  const first = items.findIndex(({ value }) => value === selected);
  fill(Math.max(0, first));
  popover.place();
  search.focus();
  return {
    ...popover,
    update(next, about) {
      items = next;
      tell(about);
      fill(at);
    },
  };
}
