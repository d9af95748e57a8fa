/** The keys of all actions, and changing them. */
import { useState } from 'preact/hooks';
import type { Action, Editor, Settings } from '../../../editor-context.ts';
import { t } from '../../../i18n/t.ts';
import { groupTitle } from '../../dialogs/action-words.ts';
import { fuzzySearch } from '../../fuzzy.ts';
import { Button } from '../../ui/Button.tsx';
import { SearchField } from '../../ui/SearchField.tsx';
import { Section } from '../Section.tsx';
import { KeyRow } from './KeyRow.tsx';

const GROUPS: readonly Action['group'][] = ['Run', 'Edit', 'Graph', 'View', 'File', 'Help'];

export function KeysSection({ editor }: { readonly editor: Editor }) {
  const { settings } = editor;
  const [query, setQuery] = useState('');
  const [isOpen, setOpen] = useState(false);
  const all = editor.actions.value;
  const own = settings.value.keys;
  const changed = Object.keys(own).length;
  const change = (keys: Settings['keys']): void => void (settings.value = { ...settings.peek(), keys });
  const found = new Set(fuzzySearch(query, all, ({ title }) => [{ text: title }]).map(({ item }) => item));
  const groups = GROUPS.map(
    (group) => [group, all.filter((action) => action.group === group && found.has(action))] as const,
  ).filter(([, actions]) => actions.length > 0);
  return (
    <Section title={t('Keys')} kept={t('Kept in this browser.')}>
      <div class="st-row">
        <p class="st-row-text">
          {changed === 0
            ? t('All keys are the usual ones.')
            : t('{changed, plural, one {You changed # action.} other {You changed # actions.}}', { changed })}
        </p>
        <div class="st-row-control">
          <Button disabled={changed === 0} onClick={() => change({})}>
            {t('Usual keys for all')}
          </Button>
          <Button pressed={isOpen} onClick={() => setOpen(!isOpen)}>
            {isOpen ? t('Hide the list') : t('Show the list')}
          </Button>
        </div>
      </div>
      {isOpen && (
        <div class="st-keys">
          <SearchField
            label={t('Search for an action')}
            placeholder={t('Search for an action')}
            query={query}
            onQuery={setQuery}
          />
          {groups.map(([group, actions]) => (
            <section key={group} aria-label={groupTitle(group)}>
              <h3 class="pn-label">{groupTitle(group)}</h3>
              <ul>
                {actions.map((action) => (
                  <KeyRow key={action.id} action={action} actions={all} own={own} change={change} />
                ))}
              </ul>
            </section>
          ))}
        </div>
      )}
    </Section>
  );
}
