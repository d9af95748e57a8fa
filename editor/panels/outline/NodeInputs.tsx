/** The inputs of a node: fields for values, lists of sources for links. */
import { useComputed } from '@preact/signals';
import { useState } from 'preact/hooks';
import type { InputDefinition } from '../../../engine/protocol/index.ts';
import { setMore } from '../../document/commands/index.ts';
import { linksOf } from '../../document/graph/links.ts';
import type { NodeProps } from '../props.ts';
import { socketTitle } from '../text/node.ts';
import { IconButton } from '../ui/Button.tsx';
import { FieldHost } from '../ui/FieldHost.tsx';
import { MoreButton } from '../ui/MoreButton.tsx';
import { ConnectSelect } from './ConnectSelect.tsx';
import { FormToggle } from './FormToggle.tsx';
import { t } from '../../i18n/t.ts';
import { useInputRows } from './use-input-rows.ts';

export interface NodeInputsProps extends NodeProps {
  /** Whether each value has a button that puts it into the form. */
  readonly exposes?: boolean | undefined;
}

export function NodeInputs({ editor, session, node, exposes = false }: NodeInputsProps) {
  const { workflow } = session.document;
  const { shown, folded, isOpen } = useInputRows({ editor, session, node });
  const place = { editor, session, node, exposes };
  return (
    <div class="pn-inputs">
      {shown.map((row) =>
        row.kind === 'input' ? (
          <Input key={row.name} {...place} input={row.name} definition={row.input} />
        ) : (
          <MoreButton
            key=""
            isOpen={isOpen}
            count={folded.length}
            onToggle={() => session.run(setMore(workflow.peek(), [node], !isOpen))}
          />
        ),
      )}
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
