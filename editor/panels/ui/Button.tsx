/** Buttons of the panels: with a text, or with an icon and a name for it. */
import type { ComponentChildren } from 'preact';
import type { IconName } from '../../icons.ts';
import { Icon } from '../../Icon.tsx';

export interface ButtonProps {
  readonly icon?: IconName | undefined;
  readonly children?: ComponentChildren;
  /** `primary` is the one thing to do; `quiet` has no frame; `danger` takes something away. */
  readonly kind?: 'primary' | 'plain' | 'quiet' | 'danger' | undefined;
  readonly disabled?: boolean | undefined;
  readonly pressed?: boolean | undefined;
  readonly autoFocus?: boolean | undefined;
  readonly title?: string | undefined;
  readonly class?: string | undefined;
  readonly onClick?: ((event: MouseEvent) => void) | undefined;
}

export function Button({
  icon,
  children,
  kind = 'plain',
  disabled,
  pressed,
  autoFocus,
  title,
  class: extra = '',
  onClick,
}: ButtonProps) {
  return (
    <button
      type="button"
      class={`button ${kind === 'plain' ? '' : `is-${kind}`} ${extra}`}
      disabled={disabled ?? false}
      title={title}
      onClick={onClick}
      data-autofocus={autoFocus}
      {...(pressed === undefined ? {} : { 'aria-pressed': pressed })}
    >
      {icon && <Icon name={icon} />}
      {children !== undefined && <span>{children}</span>}
    </button>
  );
}

export interface IconButtonProps {
  readonly icon: IconName;
  /** What it does; read out, and shown when the pointer rests on it. */
  readonly label: string;
  readonly disabled?: boolean | undefined;
  readonly pressed?: boolean | undefined;
  readonly danger?: boolean | undefined;
  /** -1 for a short cut to what keys reach in another way. */
  readonly tabIndex?: number | undefined;
  readonly onClick: (event: MouseEvent) => void;
}

export function IconButton({ icon, label, disabled, pressed, danger, tabIndex, onClick }: IconButtonProps) {
  return (
    <button
      type="button"
      class={`icon-button is-small${danger ? ' is-danger' : ''}`}
      aria-label={label}
      title={label}
      disabled={disabled ?? false}
      onClick={onClick}
      {...(tabIndex === undefined ? {} : { tabIndex })}
      {...(pressed === undefined ? {} : { 'aria-pressed': pressed })}
    >
      <Icon name={icon} />
    </button>
  );
}
