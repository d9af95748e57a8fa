/** The help page of a node type, made from its definition: what it does, takes and gives, with an example. */
import { useState } from 'preact/hooks';
import type { CatalogueNode } from '../../../engine/protocol/index.ts';
import { timeText } from '../../words.ts';
import type { DialogOf, Editor } from '../../editor-context.ts';
import { t } from '../../i18n/t.ts';
import type { DialogProps } from '../props.ts';
import { categoryTitle } from '../text/node.ts';
import { Button } from '../ui/Button.tsx';
import { Modal } from '../ui/Modal.tsx';
import { smallExample, templateWith } from './example.ts';
import { HelpInputs, HelpOutputs } from './HelpSockets.tsx';

export interface HelpProps extends DialogProps {
  readonly dialog: DialogOf<'help'>;
}

export function Help({ editor, dialog, onClose }: HelpProps) {
  /** Types of the pages that were opened, the present one last. */
  const [pages, setPages] = useState<readonly string[]>([dialog.type]);
  const type = pages.at(-1) ?? dialog.type;
  const node = editor.types.value.get(type);
  const go = (to: string): void => setPages([...pages, to]);
  return (
    <Modal
      title={node ? t(node.title) : type}
      onClose={onClose}
      foot={
        <>
          <Button
            icon="chevronLeft"
            kind="quiet"
            disabled={pages.length < 2}
            onClick={() => setPages(pages.slice(0, -1))}
          >
            {t('Back')}
          </Button>
          <span class="pn-grow" />
          {node && <Example editor={editor} node={node} onClose={onClose} />}
        </>
      }
    >
      {node ? (
        <div class="pn-help" key={type}>
          <p class="pn-help-lead">{t(node.description)}</p>
          <Facts editor={editor} node={node} />
          <HelpInputs node={node} types={editor.types.value} onGo={go} />
          <HelpOutputs node={node} types={editor.types.value} onGo={go} />
        </div>
      ) : (
        <p>{t('There is no help for this node.')}</p>
      )}
    </Modal>
  );
}

interface NodeHelpProps {
  readonly editor: Editor;
  readonly node: CatalogueNode;
}

function Facts({ editor, node }: NodeHelpProps) {
  const seconds = secondsOf(editor, node.type);
  return (
    <dl class="pn-help-facts">
      <dt>{t('Category')}</dt>
      <dd>{categoryTitle(node.category)}</dd>
      {node.comfyui !== undefined && (
        <>
          <dt>{t('In ComfyUI')}</dt>
          <dd>{node.comfyui.join(', ')}</dd>
        </>
      )}
      {seconds !== undefined && (
        <>
          <dt>{t('Here it takes')}</dt>
          <dd>{t('about {time}', { time: timeText(seconds) })}</dd>
        </>
      )}
    </dl>
  );
}

/** Seconds that the slowest node of a type in the shown workflow will take; undefined while that is not known. */
function secondsOf(editor: Editor, type: string): number | undefined {
  const nodes = editor.session.value?.document.workflow.value.nodes ?? {};
  const known = (editor.forecast.value?.nodes ?? []).flatMap((each) =>
    nodes[each.node]?.type === type && each.action === 'run' && each.seconds !== undefined ? [each.seconds] : [],
  );
  return known.length === 0 ? undefined : Math.max(...known);
}

function Example({ editor, node, onClose }: NodeHelpProps & { readonly onClose: () => void }) {
  const template = templateWith(editor.templates.value, node.type);
  const open = (): void => {
    onClose();
    const name = t('Example: {node}', { node: t(node.title) });
    const small = (): ReturnType<typeof smallExample> =>
      smallExample(editor.types.peek(), editor.models.peek(), node.type, name);
    void editor.work.open({ workflow: template?.workflow ?? small() });
  };
  return (
    <Button kind="primary" autoFocus onClick={open}>
      {template ? t('Open an example: {title}', { title: t(template.title) }) : t('Open an example')}
    </Button>
  );
}
