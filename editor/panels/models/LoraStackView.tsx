/** The LoRAs that change one part of a model: their order, strengths and files. */
import type { ModelInfo } from '../../../engine/protocol/index.ts';
import { removeItems, setMode } from '../../document/commands/index.ts';
import { addLora, type LoraStack, swapLoras } from '../../document/commands/loras.ts';
import { shapeOf } from '../../document/graph/catalogue.ts';
import { nodeTitle } from '../../document/naming/titles.ts';
import { t } from '../../i18n/t.ts';
import type { SessionProps } from '../props.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { copyText } from '../ui/copy-text.ts';
import { FieldHost } from '../ui/FieldHost.tsx';

export interface LoraStackViewProps extends SessionProps {
  readonly stack: LoraStack;
}

export function LoraStackView({ editor, session, stack }: LoraStackViewProps) {
  const workflow = session.document.workflow.value;
  const types = editor.types.value;
  const { node, output } = stack.source;
  const part = shapeOf(workflow, types, workflow.nodes[node]?.type ?? '').outputs[output]?.title ?? output;
  const title = t('LoRAs of {node}, {part}', { node: nodeTitle(workflow, types, node), part: t(part) });
  return (
    <div class="md-stack" role="group" aria-label={title}>
      <p class="pn-label">{title}</p>
      <ol>
        {stack.nodes.map((node, index) => (
          <LoraRow key={node} {...{ editor, session, stack, node, index }} />
        ))}
      </ol>
      <Button icon="plus" onClick={() => session.run(addLora(workflow, types, stack))}>
        {t('Add a LoRA')}
      </Button>
    </div>
  );
}

interface LoraRowProps extends LoraStackViewProps {
  readonly node: string;
  readonly index: number;
}

function LoraRow({ editor, session, stack, node, index }: LoraRowProps) {
  const workflow = session.document.workflow.value;
  const types = editor.types.value;
  const { inputs } = shapeOf(workflow, types, stack.type);
  const isOff = workflow.nodes[node]?.mode !== undefined;
  const [before, after] = [stack.nodes[index - 1], stack.nodes[index + 1]];
  const swap = (other: string | undefined): void => {
    if (other !== undefined) session.run(swapLoras(workflow, types, node, other));
  };
  const file = workflow.nodes[node]?.inputs?.[stack.file];
  const title = typeof file === 'string' && file !== '' ? file : nodeTitle(workflow, types, node);
  const info = editor.models.value.entries.find(({ name, kinds }) => name === file && kinds.includes('lora'));
  return (
    <li class={isOff ? 'is-off' : ''}>
      <div class="pn-row">
        <button type="button" class="md-node" onClick={() => editor.reveal(node)}>
          {title}
        </button>
        <span class="pn-tools">
          <IconButton
            icon={isOff ? 'eyeOff' : 'eye'}
            label={isOff ? t('Use {node} again', { node: title }) : t('Leave {node} out', { node: title })}
            pressed={isOff}
            onClick={() => session.run(setMode(workflow, [node], isOff ? undefined : 'bypass'))}
          />
          <IconButton
            icon="arrowUp"
            label={t('Apply {node} earlier', { node: title })}
            disabled={before === undefined}
            onClick={() => swap(before)}
          />
          <IconButton
            icon="arrowDown"
            label={t('Apply {node} later', { node: title })}
            disabled={after === undefined}
            onClick={() => swap(after)}
          />
          <IconButton
            icon="trash2"
            danger
            label={t('Remove {node}', { node: title })}
            onClick={() => session.run(removeItems(workflow, types, [node], { heal: true }))}
          />
        </span>
      </div>
      {Object.entries(inputs)
        .filter(([, input]) => input.kind !== 'socket')
        .map(([name, definition]) => (
          <FieldHost key={name} {...{ editor, session, node, definition }} input={name} />
        ))}
      {info && <TriggerWords copy={(text) => void copyText(editor, text, t('The phrase'))} info={info} />}
    </li>
  );
}

interface TriggerWordsProps {
  readonly info: ModelInfo;
  readonly copy: (text: string) => void;
}

function TriggerWords({ info: { triggers = [] }, copy }: TriggerWordsProps) {
  if (triggers.length === 0) return null;
  return (
    <p class="pn-small md-triggers">
      {t('Say in the prompt:')}
      {triggers.map((phrase) => (
        <button key={phrase} type="button" class="md-trigger" title={t('Copy')} onClick={() => copy(phrase)}>
          {phrase}
        </button>
      ))}
    </p>
  );
}
