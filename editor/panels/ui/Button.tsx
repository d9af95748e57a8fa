/** Buttons of the panels: with a text, or with only an icon. */
import type { ComponentChildren } from 'preact';
import type { IconName } from '../../icons.ts';
import { Icon } from '../../Icon.tsx';

export interface ButtonProps {
  readonly icon?: IconName | undefined;
  readonly children?: ComponentChildren;
  /** `primary` is the main action, `quiet` has no frame, `danger` deletes or overwrites something. */
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
  /** Accessible name and tooltip, which say what the button does. */
  readonly label: string;
  readonly disabled?: boolean | undefined;
  readonly pressed?: boolean | undefined;
  readonly danger?: boolean | undefined;
  /** -1 for an action that keys reach in another way. */
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

/**
 * An icon button inside an option of a list, for the pointer only: an option has no controls of its own. A key or the
 * menu of the option has to do the same.
 */
export function PointerButton({ icon, label, onClick }: Pick<IconButtonProps, 'icon' | 'label' | 'onClick'>) {
  const press = (event: MouseEvent): void => {
    event.stopPropagation();
    onClick(event);
  };
  return (
    <span class="icon-button is-small is-pointer" title={label} aria-hidden="true" onClick={press}>
      <Icon name={icon} />
    </span>
  );
}
