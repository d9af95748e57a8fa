/** The command palette: every action, found by name. */
import type { Action } from '../../editor-context.ts';
import { fuzzySearch, type FuzzyHit } from '../fuzzy.ts';
import type { DialogProps } from '../props.ts';
import { groupTitle, labelOf } from './action-words.ts';
import { Keys } from '../ui/Keys.tsx';
import { Marked } from '../ui/Marked.tsx';
import { Modal } from '../ui/Modal.tsx';
import { Palette } from '../ui/Palette.tsx';
import { t } from '../../i18n/t.ts';

function isOff({ item }: FuzzyHit<Action>): boolean {
  return item.enabled?.() === false;
}

export function Commands({ editor, onClose }: DialogProps) {
  const actions = editor.actions.value;
  return (
    <Modal title={t('Commands')} size="palette" onClose={onClose}>
      <Palette<FuzzyHit<Action>>
        label={t('Search for a command')}
        placeholder={t('Search for a command')}
        keyOf={({ item }) => item.id}
        disabled={isOff}
        search={(query) =>
          fuzzySearch(query, actions, (action) => [
            { text: labelOf(action), weight: 2 },
            { text: action.title },
            { text: groupTitle(action.group) },
            { text: action.id },
          ])
        }
        groupOf={({ item, score }) => (score > 0 ? undefined : groupTitle(item.group))}
        onPick={({ item }) => {
          // The action may depend on the focus, which closing returns to where it was.
          onClose();
          queueMicrotask(() => void item.run());
        }}
        empty={(query) => t('No command matches “{query}”.', { query })}
      >
        {({ item, indices, score }) => (
          <>
            <span class="pn-grow pn-clip">
              <Marked text={labelOf(item)} indices={indices} />
            </span>
            {score > 0 && <span class="pn-small">{groupTitle(item.group)}</span>}
            {item.keys?.[0] !== undefined && <Keys keys={item.keys[0]} />}
          </>
        )}
      </Palette>
    </Modal>
  );
}
