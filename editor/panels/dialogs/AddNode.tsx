/** The search for a node to add: every type, or those that fit a loose wire or go into a wire. */
import { useMemo } from 'preact/hooks';
import type { Workflow } from '../../../engine/protocol/index.ts';
import { tintToken } from '../../canvas/scene/tint.ts';
import { type NodeTypes, shapeOf } from '../../document/graph/catalogue.ts';
import type { WireEnd } from '../../document/graph/links.ts';
import { nodeTitle } from '../../document/naming/titles.ts';
import { withOwnNodes } from '../../document/nested/own-nodes.ts';
import type { DialogOf } from '../../editor-context.ts';
import type { FuzzyHit } from '../fuzzy.ts';
import { addChoice } from '../library/add-choice.ts';
import { searchNodes } from '../library/search-nodes.ts';
import type { DialogProps } from '../props.ts';
import { categoryTitle, socketTitle } from '../text/node.ts';
import { Button } from '../ui/Button.tsx';
import { deleteOwnNode } from '../nested/own-node-actions.ts';
import { Marked } from '../ui/Marked.tsx';
import { Modal } from '../ui/Modal.tsx';
import { Palette } from '../ui/Palette.tsx';
import { type NodeChoice, nodeChoices, NOTE } from './node-choices.ts';
import { recentTypes } from './recent.ts';
import { t } from '../../i18n/t.ts';

/** A note is written at once. */
export type Added = 'node' | 'note';

export interface AddNodeProps extends DialogProps {
  readonly dialog: DialogOf<'add-node'>;
  /** Called before an item is added to the canvas. */
  readonly onAdded: (what: Added) => void;
}

export function AddNode({ editor, dialog, onClose, onAdded }: AddNodeProps) {
  const session = editor.session.value;
  const { from, wire, screen } = dialog;
  const shown = session?.document.workflow.peek();
  const types = editor.types.value;
  const ownNodes = editor.ownNodes.value;
  const extended = useMemo(() => shown && withOwnNodes(shown, ownNodes), [shown, ownNodes]);
  const workflow = extended?.workflow;
  const choices = useMemo(
    () => (extended ? nodeChoices(extended.workflow, types, { from, wire }, recentTypes(), extended.own) : []),
    [dialog, types, extended],
  );
  const add = ({ item }: FuzzyHit<NodeChoice>): void => {
    if (!session) return;
    onAdded(item.type === NOTE.type ? 'note' : 'node');
    onClose();
    addChoice(editor, session, item.type, dialog);
  };

  const source = from && workflow && endTitle(workflow, types, from);
  const groupOf = ({ item, score }: FuzzyHit<NodeChoice>): string | undefined => {
    if (score > 0) return undefined;
    if (item.recent) return t('Recent');
    return from ? t('Fits') : categoryTitle(item.category.split('/')[0] ?? '');
  };
  const empty = (query: string): string => {
    if (query === '') return t('No node fits here.');
    return source === undefined
      ? t('No node matches “{query}”.', { query })
      : t('No node that fits here matches “{query}”.', { query });
  };
  return (
    <Modal title={t('Add a node')} size="palette" onClose={onClose} at={screen}>
      <Palette<FuzzyHit<NodeChoice>>
        label={t('Search for a node')}
        placeholder={wire === undefined ? t('Search for a node') : t('Search for a node to insert into the wire')}
        search={(query) => searchNodes(query, choices)}
        keyOf={({ item }) => item.type}
        onPick={add}
        head={
          source !== undefined && (
            <p class="pn-palette-head">
              {from?.side === 'output' ? t('Takes {source}', { source }) : t('Gives {source}', { source })}
            </p>
          )
        }
        groupOf={groupOf}
        detail={({ item }) => {
          const own = extended?.own.get(item.type);
          return (
            <>
              <p>{item.description}</p>
              {own && (
                <Button kind="quiet" icon="trash2" onClick={() => void deleteOwnNode(editor, own)}>
                  {t('Delete this node of your own')}
                </Button>
              )}
            </>
          );
        }}
        empty={empty}
      >
        {({ item, indices, score }) => (
          <>
            <span class="pn-tint" style={{ background: `var(${tintToken(undefined, item.category)})` }} />
            <span class="pn-grow pn-clip">
              <Marked text={item.title} indices={indices} />
            </span>
            <span class="pn-small">
              {item.socket ?? (score > 0 || item.recent ? categoryTitle(item.category) : '')}
            </span>
          </>
        )}
      </Palette>
    </Modal>
  );
}

/** The loose end of a wire in words: "Paint: Image". */
function endTitle(workflow: Workflow, types: NodeTypes, { node, side, name }: WireEnd): string {
  const { inputs, outputs } = shapeOf(workflow, types, workflow.nodes[node]?.type ?? '');
  const socket = side === 'output' ? outputs[name] : inputs[name];
  return `${nodeTitle(workflow, types, node)}: ${socketTitle(name, socket)}`;
}
