/** The selected node below the outline, with its inputs and outputs. */
import { duplicateItems, removeItems, setMode } from '../../document/commands/index.ts';
import { shapeOf } from '../../document/graph/catalogue.ts';
import { nodeTitle } from '../../document/naming/titles.ts';
import type { NodeProps } from '../props.ts';
import { socketTitle } from '../text/node.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { addAtEnd } from './add-at-end.ts';
import { NodeInputs } from './NodeInputs.tsx';
import { t } from '../../i18n/t.ts';

export function NodeEditor({ editor, session, node }: NodeProps) {
  const workflow = session.document.workflow.value;
  const types = editor.types.value;
  const { type = '', mode } = workflow.nodes[node] ?? {};
  const shape = shapeOf(workflow, types, type);
  const title = nodeTitle(workflow, types, node);
  const toggle = (wanted: 'mute' | 'bypass'): void =>
    session.run(setMode(session.document.workflow.peek(), [node], mode === wanted ? undefined : wanted));
  return (
    <section class="pn-node-editor" aria-label={title}>
      <header class="pn-row">
        <span class="pn-strong pn-grow pn-clip">{title}</span>
        <IconButton icon="locate" label={t('Show on the canvas')} onClick={() => editor.reveal(node)} />
        <IconButton icon="volumeX" label={mode === 'mute' ? t('Unmute') : t('Mute')} onClick={() => toggle('mute')} />
        <IconButton
          icon="route"
          label={mode === 'bypass' ? t('Stop bypassing') : t('Bypass')}
          onClick={() => toggle('bypass')}
        />
        <IconButton
          icon="copy"
          label={t('Duplicate')}
          onClick={() => session.run(duplicateItems(session.document.workflow.peek(), types, [node]))}
        />
        <IconButton
          icon="trash2"
          label={t('Delete')}
          danger
          onClick={() => session.run(removeItems(session.document.workflow.peek(), types, [node]))}
        />
      </header>
      <NodeInputs editor={editor} session={session} node={node} />
      {Object.keys(shape.outputs).length > 0 && (
        <div class="pn-outputs">
          {Object.entries(shape.outputs).map(([output, definition]) => (
            <Button
              key={output}
              kind="quiet"
              icon="plus"
              title={t('Add a node that takes {output}', { output: socketTitle(output, definition) })}
              onClick={() => addAtEnd(editor, session, { node, side: 'output', name: output })}
            >
              {socketTitle(output, definition)}
            </Button>
          ))}
        </div>
      )}
    </section>
  );
}
