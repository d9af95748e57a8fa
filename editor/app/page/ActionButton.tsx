/** A button for one of the editor's actions: its name, its keys and whether it can be used are the action's. */
import { useComputed } from '@preact/signals';
import type { Editor } from '../../editor-context.ts';
import type { IconName } from '../../icons.ts';
import { isMac } from '../input/keys.ts';
import { Icon } from './Icon.tsx';

export interface ActionButtonProps {
  readonly editor: Editor;
  readonly action: string;
  readonly icon: IconName;
  /** Default: the title of the action. */
  readonly title?: string | undefined;
  readonly disabled?: boolean | undefined;
  readonly pressed?: boolean | undefined;
}

/** Keys as people read them. */
export function keysText(keys: string): string {
  return keys
    .split('+')
    .map((key) => (key === 'Mod' ? (isMac() ? '⌘' : 'Ctrl') : key))
    .join(isMac() ? '' : '+');
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
