/** Every key there is, by what it is for; read from the actions themselves. */
import { useState } from 'preact/hooks';
import type { Action, Editor } from '../../editor-context.ts';
import { fuzzySearch } from '../fuzzy.ts';
import { keyParts } from '../text/keys.ts';
import { Icon } from '../../Icon.tsx';
import { Keys } from '../ui/Keys.tsx';
import { Modal } from '../ui/Modal.tsx';

const GROUPS: readonly Action['group'][] = ['Run', 'Edit', 'Graph', 'View', 'File', 'Help'];

export function KeySheet({ editor, onClose }: { readonly editor: Editor; readonly onClose: () => void }) {
  const [query, setQuery] = useState('');
  const withKeys = editor.actions.value.filter(({ keys = [] }) => keys.length > 0);
  const found = new Set(
    fuzzySearch(query, withKeys, ({ title, keys = [], group }) => [
      { text: title },
      { text: keys.map((each) => keyParts(each, false).join(' ')).join(' ') },
      { text: group },
    ]).map(({ item }) => item),
  );
  const groups = GROUPS.map(
    (group) => [group, withKeys.filter((action) => action.group === group && found.has(action))] as const,
  ).filter(([, actions]) => actions.length > 0);
  return (
    <Modal
      title="Keys"
      size="large"
      onClose={onClose}
      head={
        <label class="pn-search pn-modal-search">
          <Icon name="search" />
          <span class="visually-hidden">Search the keys</span>
          <input
            type="search"
            placeholder="Search for an action or a key"
            value={query}
            data-autofocus="true"
            onInput={(event) => setQuery(event.currentTarget.value)}
          />
        </label>
      }
    >
      {groups.length === 0 && (
        <p class="pn-none" role="status">
          No key does “{query}”.
        </p>
      )}
      <div class="pn-key-sheet">
        {groups.map(([group, actions]) => (
          <section key={group} aria-label={group}>
            <h3 class="pn-label">{group}</h3>
            <dl>
              {actions.map(({ id, title, keys = [] }) => (
                <div key={id} class="pn-key-line">
                  <dt>{title}</dt>
                  <dd>
                    {keys.map((each, index) => (
                      <span key={each}>
                        {index > 0 && <span class="pn-small"> or </span>}
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
    </Modal>
  );
}
