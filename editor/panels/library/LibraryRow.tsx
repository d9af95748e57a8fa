/** A node of the library: a button that adds it, a star, and its help. */
import { tintToken } from '../../canvas/scene/tint.ts';
import { carryNode } from '../../canvas/node-transfer.ts';
import type { Editor } from '../../editor-context.ts';
import { t } from '../../i18n/t.ts';
import type { NodeChoice } from '../dialogs/node-choices.ts';
import { IconButton } from '../ui/Button.tsx';
import { toggleFavourite } from './favourites.ts';

export interface LibraryRowProps {
  readonly editor: Editor;
  readonly choice: NodeChoice;
  readonly starred: boolean;
  readonly onAdd: () => void;
}

export function LibraryRow({ editor, choice, starred, onAdd }: LibraryRowProps) {
  const { type, title, category, description } = choice;
  return (
    <li class="pn-library-row">
      <button
        type="button"
        class="pn-library-add"
        title={description}
        aria-label={t('Add {node}', { node: title })}
        draggable
        onDragStart={(event) => event.dataTransfer && carryNode(event.dataTransfer, type)}
        onClick={onAdd}
      >
        <span class="pn-tint" style={{ background: `var(${tintToken(undefined, category)})` }} />
        <span class="pn-grow pn-clip">{title}</span>
      </button>
      {editor.types.value.has(type) && (
        <span class="pn-library-tool">
          <IconButton
            icon="circleHelp"
            label={t('About {node}', { node: title })}
            onClick={() => (editor.dialog.value = { kind: 'help', type })}
          />
        </span>
      )}
      <span class={starred ? 'pn-library-star is-on' : 'pn-library-star pn-library-tool'}>
        <IconButton
          icon="star"
          pressed={starred}
          label={
            starred
              ? t('Remove {node} from the favourites', { node: title })
              : t('Add {node} to the favourites', { node: title })
          }
          onClick={() => toggleFavourite(type)}
        />
      </span>
    </li>
  );
}
