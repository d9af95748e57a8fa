/** The inputs of a node: fields for values, lists of sources for links. */
import { useComputed } from '@preact/signals';
import { useMemo, useState } from 'preact/hooks';
import type { InputDefinition } from '../../../engine/protocol/index.ts';
import { shapeOf } from '../../document/graph/catalogue.ts';
import { linksOf } from '../../document/graph/links.ts';
import type { NodeProps } from '../props.ts';
import { socketTitle } from '../text/node.ts';
import { IconButton } from '../ui/Button.tsx';
import { FieldHost } from '../ui/FieldHost.tsx';
import { ConnectSelect } from './ConnectSelect.tsx';
import { FormToggle } from './FormToggle.tsx';
import { t } from '../../i18n/t.ts';

export interface NodeInputsProps extends NodeProps {
  /** Whether each value has a button that puts it into the form. */
  readonly exposes?: boolean | undefined;
}

export function NodeInputs({ editor, session, node, exposes = false }: NodeInputsProps) {
  const { workflow } = session.document;
  const type = useComputed(() => workflow.value.nodes[node]?.type ?? '').value;
  const subgraphs = useComputed(() => workflow.value.subgraphs).value;
  const { inputs } = useMemo(
    () => shapeOf(workflow.peek(), editor.types.value, type),
    [type, subgraphs, editor.types.value],
  );
  const place = { editor, session, node, exposes };
  return (
    <div class="pn-inputs">
      {Object.entries(inputs).map(([input, definition]) => (
        <Input key={input} {...place} input={input} definition={definition} />
      ))}
    </div>
  );
}

interface InputProps extends NodeProps {
  readonly input: string;
  readonly definition: InputDefinition;
  readonly exposes: boolean;
}

function Input({ exposes, ...place }: InputProps) {
  const { session, node, input, definition } = place;
  const { workflow } = session.document;
  const [connecting, setConnecting] = useState(false);
  const linked = useComputed(() => linksOf(node, input, workflow.value.nodes[node]?.inputs?.[input]).length > 0).value;
  if (definition.kind === 'socket' || linked) return <ConnectSelect {...place} />;
  const title = socketTitle(input, definition);
  return (
    <div class="pn-input">
      <div class="pn-input-field">
        <FieldHost {...place} label={title} />
        {connecting && <ConnectSelect {...place} labelled={false} />}
      </div>
      <span class="pn-input-tools">
        <IconButton
          icon="link"
          label={t('Connect {title} to another node', { title })}
          pressed={connecting}
          onClick={() => setConnecting(!connecting)}
        />
        {exposes && <FormToggle {...place} title={title} />}
      </span>
    </div>
  );
}
