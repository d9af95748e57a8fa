/** The search for a node: everything there is, or what fits a loose wire. */
import { useMemo } from 'preact/hooks';
import { tintToken } from '../../canvas/scene/tint.ts';
import { shapeOf } from '../../document/graph/catalogue.ts';
import { firstChoices } from '../../document/graph/choices.ts';
import { addNode, addNote, addReroute, insertOnWire } from '../../document/commands/index.ts';
import { nodeTitle } from '../../document/naming/titles.ts';
import { freePlace } from '../../document/layout/free-place.ts';
import type { Dialog, Editor } from '../../editor-context.ts';
import { fuzzySearch, type FuzzyHit } from '../fuzzy.ts';
import { nameTitle, socketTitle } from '../text/node.ts';
import { Marked } from '../ui/Marked.tsx';
import { Modal } from '../ui/Modal.tsx';
import { Palette } from '../ui/Palette.tsx';
import { type NodeChoice, nodeChoices, NOTE } from './node-choices.ts';
import { recentTypes, rememberType } from './recent.ts';

export interface AddNodeProps {
  readonly editor: Editor;
  readonly dialog: Extract<Dialog, { readonly kind: 'add-node' }>;
  readonly onClose: () => void;
  /** Something is on the canvas that was not there before. */
  readonly onAdded?: (() => void) | undefined;
}

export function AddNode({ editor, dialog, onClose, onAdded }: AddNodeProps) {
  const session = editor.session.value;
  const { at, from, wire, screen, isAnywhere } = dialog;
  const workflow = session?.document.workflow.peek();
  const types = editor.types.value;
  const choices = useMemo(
    () => (workflow ? nodeChoices(workflow, types, { from, wire }, recentTypes()) : []),
    [dialog, types],
  );
  const search = (query: string): FuzzyHit<NodeChoice>[] =>
    fuzzySearch(query, choices, ({ title, type, category, description }) => [
      { text: title, weight: 2 },
      { text: type, weight: 1.5 },
      { text: category },
      { text: description, weight: 0.5 },
    ]);

  const add = ({ item }: FuzzyHit<NodeChoice>): void => {
    if (!session) return;
    const now = session.document.workflow.peek();
    onAdded?.();
    onClose();
    if (item.type === NOTE.type) session.run(addNote(now, at));
    else if (wire !== undefined)
      session.run(
        item.type === 'reroute'
          ? addReroute(now, types, wire, at)
          : insertOnWire(now, types, { type: item.type, wire, at }),
      );
    else
      session.run(
        addNode(now, types, {
          type: item.type,
          at: isAnywhere ? freePlace(now, types, at, item.type) : at,
          from,
          inputs: firstChoices(now, types, item.type, editor.models.peek()),
        }),
      );
    if (item.type !== NOTE.type) rememberType(item.type);
  };

  const source = from && workflow ? `${nodeTitle(workflow, types, from.node)}: ${endTitle()}` : undefined;
  function endTitle(): string {
    if (!from || !workflow) return '';
    const shape = shapeOf(workflow, types, workflow.nodes[from.node]?.type ?? '');
    return socketTitle(from.name, from.side === 'output' ? shape.outputs[from.name] : shape.inputs[from.name]);
  }

  return (
    <Modal title="Add a node" size="palette" onClose={onClose} at={screen}>
      <Palette<FuzzyHit<NodeChoice>>
        label="Search for a node"
        placeholder={wire === undefined ? 'Search for a node' : 'Search for a node to put into the wire'}
        search={search}
        keyOf={({ item }) => item.type}
        onPick={add}
        head={
          source !== undefined && (
            <p class="pn-palette-head">
              {from?.side === 'output' ? 'Takes' : 'Gives'} <strong>{source}</strong>
            </p>
          )
        }
        groupOf={({ item, score }) =>
          score > 0 ? undefined : item.recent ? 'Recent' : from ? 'Fits' : nameTitle(item.category.split('/')[0] ?? '')
        }
        detail={({ item }) => <p>{item.description}</p>}
        empty={(query) =>
          query === ''
            ? 'Nothing fits here.'
            : source === undefined
              ? `No node is called “${query}”.`
              : `Nothing called “${query}” fits here.`
        }
      >
        {({ item, indices, score }) => (
          <>
            <span class="pn-tint" style={{ background: `var(${tintToken(undefined, item.category)})` }} />
            <span class="pn-grow pn-clip">
              <Marked text={item.title} indices={indices} />
            </span>
            <span class="pn-small">{item.socket ?? (score > 0 || item.recent ? nameTitle(item.category) : '')}</span>
          </>
        )}
      </Palette>
    </Modal>
  );
}
