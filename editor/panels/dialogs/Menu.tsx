/** A menu at a position of the screen. Arrow keys, Home, End and first letters move between its items. */
import { useRef } from 'preact/hooks';
import type { Point } from '../../document/layout/geometry.ts';
import type { Action } from '../../editor-context.ts';
import { Keys } from '../ui/Keys.tsx';
import { Modal } from '../ui/Modal.tsx';
import { keyHandler } from '../../key-events.ts';

export interface MenuProps {
  readonly at: Point;
  readonly actions: readonly Action[];
  readonly onClose: () => void;
}

export function Menu({ at, actions, onClose }: MenuProps) {
  const menu = useRef<HTMLDivElement>(null);
  const items = (): HTMLElement[] => [
    ...(menu.current?.querySelectorAll<HTMLElement>('[role="menuitem"]:not([aria-disabled="true"])') ?? []),
  ];
  const press = (event: KeyboardEvent): void => {
    const all = items();
    const index = all.findIndex((item) => item === document.activeElement);
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: (index + 1) % all.length,
      ArrowUp: (index <= 0 ? all.length : index) - 1,
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
  const first = actions.findIndex((each) => each.enabled?.() !== false);
  return (
    <Modal title="Menu" size="menu" onClose={onClose} at={at}>
      <div ref={menu} role="menu" aria-label="Menu" class="pn-menu" onKeyDown={keyHandler(press)}>
        {actions.map((action, index) => {
          const isOff = action.enabled?.() === false;
          const before = actions[index - 1];
          return [
            before && before.group !== action.group && <hr key={`line-${action.id}`} />,
            <button
              key={action.id}
              type="button"
              role="menuitem"
              tabIndex={-1}
              aria-disabled={isOff}
              class="pn-menu-item"
              data-autofocus={index === first}
              onPointerMove={(event) => !isOff && event.currentTarget.focus()}
              onClick={() => !isOff && pick(action)}
            >
              <span class="pn-grow">{action.title}</span>
              {action.keys?.[0] !== undefined && <Keys keys={action.keys[0]} />}
            </button>,
          ];
        })}
      </div>
    </Modal>
  );
}
