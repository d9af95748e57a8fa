/** Everything the editor can do, to be found by name. */
import type { Action, Editor } from '../../editor-context.ts';
import { fuzzySearch, type FuzzyHit } from '../fuzzy.ts';
import { Keys } from '../ui/Keys.tsx';
import { Marked } from '../ui/Marked.tsx';
import { Modal } from '../ui/Modal.tsx';
import { Palette } from '../ui/Palette.tsx';

function isOff({ item }: FuzzyHit<Action>): boolean {
  return item.enabled?.() === false;
}

export function Commands({ editor, onClose }: { readonly editor: Editor; readonly onClose: () => void }) {
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
          // The focus is back where it was before the command looks for it.
          onClose();
          queueMicrotask(() => void item.run());
        }}
        empty={(query) => `No command is called “${query}”.`}
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
