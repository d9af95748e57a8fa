/** A radio group of a few choices side by side. Arrow keys choose. */
import { h, iconOf, setAttribute } from '../../dom.ts';
import type { IconName } from '../../icons.ts';
import { keyHandler } from '../../key-events.ts';

export interface Segment {
  readonly value: string;
  readonly title: string;
  /** Shown instead of the title, which becomes the tooltip. */
  readonly icon?: IconName | undefined;
}

export interface SegmentedOptions {
  readonly id?: string | undefined;
  readonly label: string;
  readonly options: readonly Segment[];
  readonly onPick: (value: string) => void;
}

export interface Segmented {
  readonly element: HTMLElement;
  show(value: unknown): void;
  focus(): void;
}

export function segmented({ id, label, options, onPick }: SegmentedOptions): Segmented {
  const buttons = options.map(({ value, title, icon }) =>
    h(
      'button',
      {
        'type': 'button',
        'role': 'radio',
        'class': 'segment',
        'data-value': value,
        ...(icon ? { title, 'aria-label': title } : {}),
        'onclick': () => onPick(value),
      },
      icon ? iconOf(icon) : title,
    ),
  );
  const element = h(
    'div',
    {
      id,
      'role': 'radiogroup',
      'class': 'segmented',
      'aria-label': label,
      'onkeydown': keyHandler((event: KeyboardEvent) => {
        const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
        if (by === undefined) return;
        event.preventDefault();
        const at = buttons.findIndex((button) => button.tabIndex === 0);
        const next = buttons[(at + by + buttons.length) % buttons.length];
        next?.focus();
        next?.click();
      }),
    },
    ...buttons,
  );
  return {
    element,
    show(value) {
      const at = options.findIndex((option) => option.value === value);
      for (const [index, button] of buttons.entries()) {
        setAttribute(button, 'aria-checked', String(index === at));
        button.tabIndex = index === Math.max(0, at) ? 0 : -1;
      }
    },
    focus: () => buttons.find((button) => button.tabIndex === 0)?.focus(),
  };
}
