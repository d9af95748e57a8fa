/** Where an input comes from, as a native list of everything that fits. */
import { useComputed } from '@preact/signals';
import { useId, useMemo, useState } from 'preact/hooks';
import { type InputDefinition, socketOf } from '../../../engine/protocol/index.ts';
import { connect, disconnect } from '../../document/commands/index.ts';
import { linksOf } from '../../document/graph/links.ts';
import type { Editor, Session } from '../../editor-context.ts';
import { socketTitle } from '../text/node.ts';
import { IconButton } from '../ui/Button.tsx';
import { Icon } from '../../Icon.tsx';
import { sourcesFor } from './sources.ts';
import { structureOf } from './structure.ts';

export interface ConnectSelectProps {
  readonly editor: Editor;
  readonly session: Session;
  readonly node: string;
  readonly input: string;
  readonly definition: InputDefinition | undefined;
  /** Leaves out the label for the eye. */
  readonly labelled?: boolean | undefined;
}

const NONE = '';
const FEW = 60;

export function ConnectSelect({ editor, session, node, input, definition, labelled = true }: ConnectSelectProps) {
  const { workflow } = session.document;
  const types = editor.types.value;
  const structure = useComputed(() => structureOf(workflow.value)).value;
  const { wires, linked, sources } = useMemo(() => {
    const now = workflow.peek();
    const into = linksOf(node, input, now.nodes[node]?.inputs?.[input]);
    const from = into.map((wire) => `${wire.from.node}.${wire.from.output}`);
    return { wires: into, linked: from, sources: sourcesFor(now, types, node, input, new Set(from)) };
  }, [structure, types, node, input]);
  const [asked, setAsked] = useState(false);
  // In a large graph the whole list waits until somebody wants to choose.
  const offered =
    asked || sources.length <= FEW ? sources : sources.filter((each) => linked.includes(`${each.node}.${each.output}`));
  const id = useId();
  const issue = editor.issues.value.find((each) => each.node === node && each.input === input);
  const title = socketTitle(input, definition);
  const socket = definition ? socketOf(definition) : '';
  const isList = definition?.list === true;
  const nothing = isList
    ? wires.length === 0
      ? 'Nothing yet'
      : 'Add another'
    : definition?.kind === 'socket'
      ? definition.optional
        ? 'Nothing'
        : 'Not connected'
      : 'Its own value';
  const choose = (value: string): void => {
    const source = sources.find((each) => `${each.node}.${each.output}` === value);
    const now = session.document.workflow.peek();
    if (source)
      session.run(
        connect(
          now,
          types,
          { node: source.node, side: 'output', name: source.output },
          { node, side: 'input', name: input },
        ),
      );
    else
      session.run(
        disconnect(
          now,
          wires.map((wire) => wire.id),
        ),
      );
  };
  return (
    <div class="pn-connect">
      {labelled ? (
        <label for={id}>
          <span class="pn-socket" style={{ '--dot': `var(--socket-${socket}, var(--socket))` }} />
          {title}
        </label>
      ) : (
        <label class="visually-hidden" for={id}>{`${title}: from`}</label>
      )}
      {isList &&
        wires.map((wire, index) => (
          <span key={wire.id} class="pn-chip">
            <span class="pn-clip">
              {sources.find((each) => `${each.node}.${each.output}` === linked[index])?.title ?? linked[index]}
            </span>
            <IconButton
              icon="x"
              label={`Disconnect ${linked[index]}`}
              onClick={() => session.run(disconnect(session.document.workflow.peek(), [wire.id]))}
            />
          </span>
        ))}
      <span class="pn-select">
        <select
          id={id}
          {...(issue ? { 'aria-invalid': true, 'aria-describedby': `${id}-issue` } : {})}
          value={isList ? NONE : (linked[0] ?? NONE)}
          onFocus={() => setAsked(true)}
          onPointerDown={() => setAsked(true)}
          onChange={(event) => choose(event.currentTarget.value)}
        >
          <option value={NONE}>{nothing}</option>
          {offered
            .filter((each) => !isList || !linked.includes(`${each.node}.${each.output}`))
            .map((each) => (
              <option key={`${each.node}.${each.output}`} value={`${each.node}.${each.output}`}>
                {each.title}
              </option>
            ))}
        </select>
        <Icon name="chevronDown" />
      </span>
      {issue && (
        <p id={`${id}-issue`} class="pn-connect-issue">
          {issue.message}
        </p>
      )}
    </div>
  );
}
