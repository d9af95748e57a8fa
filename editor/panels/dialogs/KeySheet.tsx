/** All keyboard shortcuts by group, read from the actions, and the marks of nodes. */
import { useState } from 'preact/hooks';
import type { Action } from '../../editor-context.ts';
import { msg, t } from '../../i18n/t.ts';
import { fuzzySearch } from '../fuzzy.ts';
import type { DialogProps } from '../props.ts';
import { keyParts } from '../text/keys.ts';
import { groupTitle } from './action-words.ts';
import { Marks } from './Marks.tsx';
import { Keys } from '../ui/Keys.tsx';
import { Modal } from '../ui/Modal.tsx';
import { SearchField } from '../ui/SearchField.tsx';

const SCOPE = msg(
  'Combinations work everywhere, also while you type. Single keys work while the canvas has the focus.',
);

const GROUPS: readonly Action['group'][] = ['Run', 'Edit', 'Graph', 'View', 'File', 'Help'];

export function KeySheet({ editor, onClose }: DialogProps) {
  const [query, setQuery] = useState('');
  const withKeys = editor.actions.value.filter(({ keys = [] }) => keys.length > 0);
  const found = new Set(
    fuzzySearch(query, withKeys, ({ title, keys = [], group }) => [
      { text: title },
      { text: keys.map((each) => keyParts(each, false).join(' ')).join(' ') },
      { text: groupTitle(group) },
    ]).map(({ item }) => item),
  );
  const groups = GROUPS.map(
    (group) => [group, withKeys.filter((action) => action.group === group && found.has(action))] as const,
  ).filter(([, actions]) => actions.length > 0);
  return (
    <Modal
      title={t('Keys')}
      size="large"
      onClose={onClose}
      head={
        <SearchField
          label={t('Search the keys')}
          placeholder={t('Search for an action or a key')}
          query={query}
          onQuery={setQuery}
          inModal
        />
      }
    >
      <p class="pn-small">{t(SCOPE)}</p>
      {groups.length === 0 && (
        <p class="pn-none" role="status">
          {t('No key matches “{query}”.', { query })}
        </p>
      )}
      <div class="pn-key-sheet">
        {groups.map(([group, actions]) => (
          <section key={group} aria-label={groupTitle(group)}>
            <h3 class="pn-label">{groupTitle(group)}</h3>
            <dl>
              {actions.map(({ id, title, keys = [] }) => (
                <div key={id} class="pn-key-line">
                  <dt>{title}</dt>
                  <dd>
                    {keys.map((each, index) => (
                      <span key={each}>
                        {index > 0 && <span class="pn-small"> {t('or')} </span>}
                        <Keys keys={each} />
                      </span>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      {query === '' && <Marks />}
    </Modal>
  );
}
