/** Chooses the source of an input from a native list of all outputs that fit. */
import { useComputed } from '@preact/signals';
import { useId, useMemo, useState } from 'preact/hooks';
import { type InputDefinition, socketOf } from '../../../engine/protocol/index.ts';
import { connect, disconnect } from '../../document/commands/index.ts';
import { linksOf } from '../../document/graph/links.ts';
import type { NodeProps } from '../props.ts';
import { socketTitle } from '../text/node.ts';
import { IconButton } from '../ui/Button.tsx';
import { Icon } from '../../Icon.tsx';
import { type Source, sourcesFor } from './sources.ts';
import { structureOf } from './structure.ts';
import { t } from '../../i18n/t.ts';

export interface ConnectSelectProps extends NodeProps {
  readonly input: string;
  readonly definition: InputDefinition;
  /** Whether the label is visible. Screen readers always get it. */
  readonly labelled?: boolean | undefined;
}

/** The value of the option for no source. */
const NONE = '';
/** Up to this many sources are listed at once. A longer list is filled when the user opens it. */
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
  const [wasOpened, setWasOpened] = useState(false);
  const id = useId();
  const issue = editor.issues.value.find((each) => each.node === node && each.input === input);
  const isList = definition.list === true;
  const isShort = wasOpened || sources.length <= FEW;
  const options = (isShort ? sources : sources.filter((each) => linked.includes(keyOf(each)))).filter(
    // A list shows its present sources above.
    (each) => !isList || !linked.includes(keyOf(each)),
  );
  const choose = (key: string): void => {
    const source = sources.find((each) => keyOf(each) === key);
    const now = workflow.peek();
    if (source) {
      const from = { node: source.node, side: 'output', name: source.output } as const;
      session.run(connect(now, types, from, { node, side: 'input', name: input }));
    } else {
      const ids = wires.map((wire) => wire.id);
      session.run(disconnect(now, ids));
    }
  };
  return (
    <div class="pn-connect">
      <Label id={id} title={socketTitle(input, definition)} socket={socketOf(definition)} visible={labelled} />
      {isList &&
        wires.map((wire, index) => (
          <span key={wire.id} class="pn-chip">
            <span class="pn-clip">{sources.find((each) => keyOf(each) === linked[index])?.title ?? linked[index]}</span>
            <IconButton
              icon="x"
              label={t('Disconnect {source}', { source: linked[index] ?? '' })}
              onClick={() => session.run(disconnect(workflow.peek(), [wire.id]))}
            />
          </span>
        ))}
      <span class="pn-select">
        <select
          id={id}
          {...(issue ? { 'aria-invalid': true, 'aria-describedby': `${id}-issue` } : {})}
          value={isList ? NONE : (linked[0] ?? NONE)}
          onFocus={() => setWasOpened(true)}
          onPointerDown={() => setWasOpened(true)}
          onChange={(event) => choose(event.currentTarget.value)}
        >
          <option value={NONE}>{emptyTitle(definition, wires.length)}</option>
          {options.map((each) => (
            <option key={keyOf(each)} value={keyOf(each)}>
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

interface LabelProps {
  /** Id of the list. */
  readonly id: string;
  readonly title: string;
  readonly socket: string;
  readonly visible: boolean;
}

function Label({ id, title, socket, visible }: LabelProps) {
  if (!visible)
    return (
      <label class="visually-hidden" for={id}>
        {t('{input}: from', { input: title })}
      </label>
    );
  return (
    <label for={id}>
      <span class="pn-socket" style={{ '--dot': `var(--socket-${socket}, var(--socket))` }} />
      {title}
    </label>
  );
}

function keyOf({ node, output }: Source): string {
  return `${node}.${output}`;
}

/** The option for no source. @param linked the number of present sources. */
function emptyTitle({ list, kind, optional }: InputDefinition, linked: number): string {
  if (list === true) return linked === 0 ? t('Nothing yet') : t('Add another');
  if (kind !== 'socket') return t('Its own value');
  return optional ? t('Nothing') : t('Not connected');
}
