/** A menu at a position of the screen. Arrow keys, Home, End and first letters move between its items. */
import { useRef } from 'preact/hooks';
import type { Point } from '../../document/layout/geometry.ts';
import type { Action } from '../../editor-context.ts';
import { t } from '../../i18n/t.ts';
import { keyHandler } from '../../key-events.ts';
import { Modal } from '../ui/Modal.tsx';
import { MenuItem } from './MenuItem.tsx';

export interface MenuProps {
  readonly at: Point;
  readonly actions: readonly Action[];
  readonly onClose: () => void;
}

export function Menu({ at, actions, onClose }: MenuProps) {
  const menu = useRef<HTMLDivElement>(null);
  const items = (): HTMLElement[] => [
    ...(menu.current?.querySelectorAll<HTMLElement>('[role^="menuitem"]:not([aria-disabled="true"])') ?? []),
  ];
  const press = (event: KeyboardEvent): void => {
    const all = items();
    const index = all.findIndex((item) => item === document.activeElement);
    const next = (index + 1) % all.length;
    const previous = (index <= 0 ? all.length : index) - 1;
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: next,
      ArrowRight: next,
      ArrowUp: previous,
      ArrowLeft: previous,
      Home: 0,
      End: all.length - 1,
    };
    const to = steps[event.key];
    if (event.key === 'Tab') onClose();
    else if (to !== undefined) all[to]?.focus();
    else if (event.key.length === 1 && event.key !== ' ' && !event.ctrlKey && !event.metaKey) {
      const letter = event.key.toLocaleLowerCase();
      const following = [...all.slice(index + 1), ...all.slice(0, index + 1)];
      following.find((item) => item.textContent?.trim().toLocaleLowerCase().startsWith(letter))?.focus();
    } else return;
    event.preventDefault();
  };
  const pick = (action: Action): void => {
    onClose();
    // The action may depend on the focus, which closing returns to where it was.
    queueMicrotask(() => void action.run());
  };
  const first = actions.find((each) => each.enabled?.() !== false);
  const hasChecks = actions.some(({ isOn, swatch }) => isOn && swatch === undefined);
  const item = (action: Action) => (
    <MenuItem key={action.id} action={action} isFirst={action === first} hasChecks={hasChecks} onPick={pick} />
  );
  const colours = actions.filter(({ swatch }) => swatch !== undefined);
  const others = actions.filter(({ swatch }) => swatch === undefined);
  return (
    <Modal title={t('Menu')} size="menu" onClose={onClose} at={at}>
      <div ref={menu} role="menu" aria-label={t('Menu')} class="pn-menu" onKeyDown={keyHandler(press)}>
        {others.map((action, index) => {
          const before = others[index - 1];
          return [before && before.group !== action.group && <hr key={`line-${action.id}`} />, item(action)];
        })}
        {colours.length > 0 && (
          <div role="group" aria-label={t('Colour')} class="pn-menu-colours">
            {colours.map(item)}
          </div>
        )}
      </div>
    </Modal>
  );
}
