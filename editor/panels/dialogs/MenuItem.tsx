/** One entry of a menu: what it does, whether it is on, its colour, its keys. */
import type { Action } from '../../editor-context.ts';
import { Icon } from '../../Icon.tsx';
import { Keys } from '../ui/Keys.tsx';
import { labelOf } from './action-words.ts';

export interface MenuItemProps {
  readonly action: Action;
  /** Whether it takes the focus when the menu opens. */
  readonly isFirst: boolean;
  /** Whether entries of the menu can have a check, so that all of them keep space for one. */
  readonly hasChecks: boolean;
  readonly onPick: (action: Action) => void;
}

export function MenuItem({ action, isFirst, hasChecks, onPick }: MenuItemProps) {
  const isOff = action.enabled?.() === false;
  const isOn = action.isOn?.() ?? false;
  return (
    <button
      type="button"
      {...(action.isOn ? { 'role': 'menuitemcheckbox', 'aria-checked': isOn } : { role: 'menuitem' })}
      tabIndex={-1}
      aria-disabled={isOff}
      class="pn-menu-item"
      data-autofocus={isFirst}
      onPointerMove={(event) => !isOff && event.currentTarget.focus()}
      onClick={() => !isOff && onPick(action)}
    >
      {action.swatch !== undefined && <span class="pn-menu-dot" style={{ '--dot': `var(${action.swatch})` }} />}
      {hasChecks && action.swatch === undefined && <span class="pn-menu-check">{isOn && <Icon name="check" />}</span>}
      <span class="pn-grow">{labelOf(action)}</span>
      {action.keys?.[0] !== undefined && <Keys keys={action.keys[0]} />}
    </button>
  );
}
