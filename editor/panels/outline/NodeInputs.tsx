/** The inputs of a node: fields for values, lists of sources for what comes along a wire. */
import { useComputed } from '@preact/signals';
import { useMemo, useState } from 'preact/hooks';
import type { InputDefinition } from '../../../engine/protocol/index.ts';
import { shapeOf } from '../../document/graph/catalogue.ts';
import { linksOf } from '../../document/graph/links.ts';
import type { Editor, Session } from '../../editor-context.ts';
import { socketTitle } from '../text/node.ts';
import { IconButton } from '../ui/Button.tsx';
import { FieldHost } from '../ui/FieldHost.tsx';
import { ConnectSelect } from './ConnectSelect.tsx';
import { FormToggle } from './FormToggle.tsx';

export interface NodeInputsProps {
  readonly editor: Editor;
  readonly session: Session;
  readonly node: string;
  /** Whether each value can be put into the form. */
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
  return (
    <div class="pn-inputs">
      {Object.entries(inputs).map(([input, definition]) => (
        <Input
          key={input}
          editor={editor}
          session={session}
          node={node}
          input={input}
          definition={definition}
          exposes={exposes}
        />
      ))}
    </div>
  );
}

function Input({
  editor,
  session,
  node,
  input,
  definition,
  exposes,
}: NodeInputsProps & { readonly input: string; readonly definition: InputDefinition }) {
  const [connecting, setConnecting] = useState(false);
  const linked = useComputed(
    () => linksOf(node, input, session.document.workflow.value.nodes[node]?.inputs?.[input]).length > 0,
  ).value;
  if (definition.kind === 'socket' || linked)
    return <ConnectSelect editor={editor} session={session} node={node} input={input} definition={definition} />;
  const title = socketTitle(input, definition);
  return (
    <div class="pn-input">
      <div class="pn-input-field">
        <FieldHost editor={editor} session={session} node={node} input={input} definition={definition} label={title} />
        {connecting && (
          <ConnectSelect
            editor={editor}
            session={session}
            node={node}
            input={input}
            definition={definition}
            labelled={false}
          />
        )}
      </div>
      <span class="pn-input-tools">
        <IconButton
          icon="link"
          label={`Take ${title} from another node`}
          pressed={connecting}
          onClick={() => setConnecting(!connecting)}
        />
        {exposes && <FormToggle session={session} editor={editor} node={node} input={input} title={title} />}
      </span>
    </div>
  );
}
