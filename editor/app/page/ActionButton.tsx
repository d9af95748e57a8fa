/** A button for one of the editor's actions, with the action's name and keys. */
import { useComputed } from '@preact/signals';
import type { Action, Editor } from '../../editor-context.ts';
import type { IconName } from '../../icons.ts';
import { isMac, keysOf } from '../../keyboard.ts';
import { Icon } from '../../Icon.tsx';

export interface ActionButtonProps {
  readonly editor: Editor;
  readonly action: string;
  readonly icon: IconName;
  /** Default: the action's title. */
  readonly title?: string | undefined;
  readonly disabled?: boolean | undefined;
  readonly pressed?: boolean | undefined;
}

/** A key combination as it appears in a tooltip: `Ctrl+Z`, or `⌘Z` on a Mac. */
function keysText(combination: string): string {
  const mac = isMac();
  const mod = mac ? '⌘' : 'Ctrl';
  return keysOf(combination)
    .map((key) => (key === 'Mod' ? mod : key))
    .join(mac ? '' : '+');
}

/** A name with the first keys of its action: `New document (Alt+N)`. */
function withKeys(name: string, action: Action | undefined): string {
  const [keys] = action?.keys ?? [];
  return keys === undefined ? name : `${name} (${keysText(keys)})`;
}

/** A name with the keys of the action of that id, for a tooltip. */
export function titleOf({ actions }: Editor, action: string, name: string): string {
  return withKeys(
    name,
    actions.value.find(({ id }) => id === action),
  );
}

export function ActionButton({ editor, action, icon, title, disabled = false, pressed }: ActionButtonProps) {
  const found = useComputed(() => editor.actions.value.find(({ id }) => id === action)).value;
  const name = title ?? found?.title ?? '';
  return (
    <button
      type="button"
      class="icon-button"
      aria-label={name}
      title={withKeys(name, found)}
      disabled={disabled}
      {...(pressed === undefined ? {} : { 'aria-pressed': pressed })}
      onClick={() => found?.run()}
    >
      <Icon name={icon} />
    </button>
  );
}
