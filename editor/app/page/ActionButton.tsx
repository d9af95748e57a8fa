/** A button for one of the editor's actions, with the action's name and keys. */
import { useComputed } from '@preact/signals';
import type { Editor } from '../../editor-context.ts';
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

export function ActionButton({ editor, action, icon, title, disabled = false, pressed }: ActionButtonProps) {
  const found = useComputed(() => editor.actions.value.find(({ id }) => id === action)).value;
  const name = title ?? found?.title ?? '';
  const [keys] = found?.keys ?? [];
  return (
    <button
      type="button"
      class="icon-button"
      aria-label={name}
      title={keys === undefined ? name : `${name} (${keysText(keys)})`}
      disabled={disabled}
      {...(pressed === undefined ? {} : { 'aria-pressed': pressed })}
      onClick={() => found?.run()}
    >
      <Icon name={icon} />
    </button>
  );
}
