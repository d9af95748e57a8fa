/** Details of a selected node: description, issues, latest and next run, inputs, title, mode and colour. */
import { setColour, setMode, setTitle } from '../../document/commands/index.ts';
import { shapeOf } from '../../document/graph/catalogue.ts';
import type { NodeProps } from '../props.ts';
import { NodeInputs } from '../outline/NodeInputs.tsx';
import { IconButton } from '../ui/Button.tsx';
import { Segments } from '../ui/Segments.tsx';
import { TextField } from '../ui/TextField.tsx';
import { Colours } from './Colours.tsx';
import { Issues } from './Issues.tsx';
import { NodeRun } from './NodeRun.tsx';
import { msg, t } from '../../i18n/t.ts';

type Mode = 'run' | 'mute' | 'bypass';

const MODES = [
  ['run', msg('Active')],
  ['mute', msg('Muted')],
  ['bypass', msg('Bypassed')],
] as const;

export function NodeDetails({ editor, session, node }: NodeProps) {
  const { document } = session;
  const workflow = document.workflow.value;
  const { type = '', title = '', mode } = workflow.nodes[node] ?? {};
  const shape = shapeOf(workflow, editor.types.value, type);
  const issues = editor.issues.value.filter((issue) => issue.node === node);
  return (
    <>
      <header class="pn-head">
        <h2 class="pn-clip">{t(title || shape.title)}</h2>
        <IconButton
          icon="play"
          label={t('Run this node and the nodes it depends on')}
          onClick={() => void editor.work.run({ targets: [node] })}
        />
        <IconButton icon="locate" label={t('Show on the canvas')} onClick={() => editor.reveal(node)} />
      </header>
      <div class="pn-body pn-stack">
        <p class="pn-description">{t(shape.description)}</p>
        {issues.length > 0 && <Issues editor={editor} session={session} issues={issues} named={false} />}
        <NodeRun editor={editor} session={session} node={node} />
        <NodeInputs editor={editor} session={session} node={node} exposes />
        <details class="pn-more" open={mode !== undefined}>
          <summary>{t('Title, mode and colour')}</summary>
          <div class="pn-stack">
            <TextField
              label={t('Title')}
              value={t(title)}
              placeholder={t(shape.title)}
              onCommit={(value) => session.run(setTitle(document.workflow.peek(), node, value.trim() || undefined))}
            />
            <Segments<Mode>
              label={t('Mode')}
              value={mode ?? 'run'}
              options={MODES.map(([value, text]) => [value, t(text)] as const)}
              onChange={(value) =>
                session.run(setMode(document.workflow.peek(), [node], value === 'run' ? undefined : value))
              }
            />
            <Colours
              value={workflow.view?.nodes?.[node]?.colour}
              onChange={(value) => session.run(setColour(document.workflow.peek(), [node], value))}
            />
            <dl class="pn-facts">
              <dt>{t('Type')}</dt>
              <dd>
                <code>{type}</code>
              </dd>
              <dt>{t('Id')}</dt>
              <dd>
                <code>{node}</code>
              </dd>
            </dl>
          </div>
        </details>
      </div>
    </>
  );
}
