/** The inputs or outputs of the shown subgraph, in their order. */
import { useRef } from 'preact/hooks';
import { shapeOf } from '../../document/graph/catalogue.ts';
import { moveSocket, removeSocket, renameSocket, type Side } from '../../document/nested/commands/interface.ts';
import { INPUTS } from '../../document/nested/boundary.ts';
import { t } from '../../i18n/t.ts';
import { Icon } from '../../Icon.tsx';
import type { SessionProps } from '../props.ts';
import { useDragOrder } from '../queue/use-drag-order.ts';
import { IconButton } from '../ui/Button.tsx';
import { FieldHost } from '../ui/FieldHost.tsx';
import { TextField } from '../ui/TextField.tsx';

export interface SocketsProps extends SessionProps {
  readonly subgraph: string;
  readonly side: Side;
}

export function Sockets({ editor, session, subgraph, side }: SocketsProps) {
  const workflow = session.document.workflow.value;
  const shape = shapeOf(workflow, editor.types.value, `subgraph/${subgraph}`);
  const names = Object.keys(workflow.subgraphs?.[subgraph]?.[side] ?? {});
  const list = useRef<HTMLOListElement>(null);
  const move = (from: number, to: number): void =>
    session.run(moveSocket(session.document.workflow.peek(), subgraph, side, names[from] ?? '', to));
  const drag = useDragOrder(list, move);
  const heading = side === 'inputs' ? t('Inputs') : t('Outputs');
  return (
    <section aria-label={heading}>
      <h3 class="pn-label">{heading}</h3>
      {names.length === 0 && <p class="pn-small">{emptyText(side)}</p>}
      <ol class="pn-parameters" ref={list}>
        {names.map((name, index) => {
          const title = shape[side][name]?.title ?? name;
          const definition = shape.inputs[name];
          const hasDefault = side === 'inputs' && definition !== undefined && definition.kind !== 'socket';
          return (
            <li key={name} class={drag.from === index ? 'is-dragged' : undefined}>
              <span class="pn-grip" aria-hidden="true" onPointerDown={(event) => drag.begin(event, index)}>
                <Icon name="gripVertical" />
              </span>
              <div class="pn-grow">
                <TextField
                  label={t('Name of {title}', { title })}
                  bare
                  value={title}
                  onCommit={(value) =>
                    session.run(renameSocket(session.document.workflow.peek(), subgraph, side, name, value))
                  }
                />
                {hasDefault && (
                  <FieldHost
                    editor={editor}
                    session={session}
                    node={INPUTS}
                    input={name}
                    definition={definition}
                    label={t('Default')}
                  />
                )}
              </div>
              <IconButton
                icon="arrowUp"
                label={t('Move {title} up', { title })}
                disabled={index === 0}
                onClick={() => move(index, index - 1)}
              />
              <IconButton
                icon="arrowDown"
                label={t('Move {title} down', { title })}
                disabled={index === names.length - 1}
                onClick={() => move(index, index + 1)}
              />
              <IconButton
                icon="x"
                label={t('Remove {title}', { title })}
                onClick={() => session.runWhole(removeSocket(session.whole.peek(), subgraph, side, name))}
              />
            </li>
          );
        })}
      </ol>
    </section>
  );
}

function emptyText(side: Side): string {
  return side === 'inputs'
    ? t('Draw a wire from “New input”, or choose “Show on the subgraph” in the menu of a value.')
    : t('Draw a wire to “New output”.');
}
