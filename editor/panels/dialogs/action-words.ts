/** Words of actions in menus, in the palette of commands and in the list of keys. */
import type { Action } from '../../editor-context.ts';
import { msg, t } from '../../i18n/t.ts';

const GROUPS: Readonly<Record<Action['group'], string>> = {
  File: msg('File'),
  Edit: msg('Edit'),
  View: msg('View'),
  Graph: msg('Graph'),
  Run: msg('Run'),
  Help: msg('Help'),
};

export function groupTitle(group: Action['group']): string {
  return t(GROUPS[group]);
}

/** What an action does now: `Unmute`, where its title is `Mute or unmute`. */
export function labelOf({ title, label }: Action): string {
  return label?.() ?? title;
}
