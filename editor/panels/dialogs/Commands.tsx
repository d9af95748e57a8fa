/** The command palette: every action, found by name. */
import type { Action } from '../../editor-context.ts';
import { fuzzySearch, type FuzzyHit } from '../fuzzy.ts';
import type { DialogProps } from '../props.ts';
import { Keys } from '../ui/Keys.tsx';
import { Marked } from '../ui/Marked.tsx';
import { Modal } from '../ui/Modal.tsx';
import { Palette } from '../ui/Palette.tsx';

function isOff({ item }: FuzzyHit<Action>): boolean {
  return item.enabled?.() === false;
}

export function Commands({ editor, onClose }: DialogProps) {
  const actions = editor.actions.value;
  return (
    <Modal title="Commands" size="palette" onClose={onClose}>
      <Palette<FuzzyHit<Action>>
        label="Search for a command"
        placeholder="Search for a command"
        keyOf={({ item }) => item.id}
        disabled={isOff}
        search={(query) =>
          fuzzySearch(query, actions, ({ title, group, id }) => [
            { text: title, weight: 2 },
            { text: group },
            { text: id },
          ])
        }
        groupOf={({ item, score }) => (score > 0 ? undefined : item.group)}
        onPick={({ item }) => {
          // The action may depend on the focus, which closing returns to where it was.
          onClose();
          queueMicrotask(() => void item.run());
        }}
        empty={(query) => `No command matches “${query}”.`}
      >
        {({ item, indices, score }) => (
          <>
            <span class="pn-grow pn-clip">
              <Marked text={item.title} indices={indices} />
            </span>
            {score > 0 && <span class="pn-small">{item.group}</span>}
            {item.keys?.[0] !== undefined && <Keys keys={item.keys[0]} />}
          </>
        )}
      </Palette>
    </Modal>
  );
}
