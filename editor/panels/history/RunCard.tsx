/** One finished run in the gallery: its first picture, or why there is none. */
import type { RunInfo } from '../../../engine/server/protocol.ts';
import type { Editor } from '../../editor.ts';
import { STATE_TEXT, tookText } from '../text/run.ts';
import { agoText } from '../text/time.ts';
import { IconButton } from '../ui/Button.tsx';
import { Icon } from '../ui/Icon.tsx';
import { Thumbnail } from '../ui/Thumbnail.tsx';
import { dragPicture, runActions } from './actions.ts';

export interface RunCardProps {
  readonly editor: Editor;
  readonly run: RunInfo;
  readonly now: number;
  readonly selected: boolean;
  readonly tabIndex: number;
  readonly onSelect: (event: MouseEvent | KeyboardEvent) => void;
  readonly onOpen: () => void;
  readonly onRemove: (run: RunInfo) => void;
}

export function RunCard({ editor, run, now, selected, tabIndex, onSelect, onOpen, onRemove }: RunCardProps) {
  const [picture] = run.files;
  const label = `Run ${run.number}, ${run.name}, ${STATE_TEXT[run.state]}, ${agoText(run.ended ?? run.created, now)}`;
  const menu = (x: number, y: number): void => {
    editor.dialog.value = { kind: 'menu', at: { x, y }, actions: runActions(editor, run, onRemove) };
  };
  return (
    <div
      role="option" aria-selected={selected} aria-label={label} tabIndex={tabIndex} data-run={run.id} class={`pn-card pn-card-${run.state}`} draggable={picture !== undefined}
      onClick={onSelect} onDblClick={onOpen} onDragStart={(event) => picture && dragPicture(event, picture)}
      onContextMenu={(event) => {
        event.preventDefault();
        const box = event.currentTarget.getBoundingClientRect();
        // The menu key gives no place.
        menu(event.clientX || box.left + 24, event.clientY || box.top + 24);
      }}
    >
      {picture ? <Thumbnail picture={picture} alt="" /> : <NoPicture run={run} />}
      {run.files.length > 1 && <span class="pn-badge">{run.files.length}</span>}
      <span class="pn-card-more">
        <IconButton
          icon="ellipsis" label={`More about run ${run.number}`} tabIndex={-1}
          onClick={(event) => {
            event.stopPropagation();
            menu(event.clientX, event.clientY);
          }}
        />
      </span>
      <span class="pn-card-line">
        <span class="pn-number">{run.number}</span>
        <span class="pn-clip pn-grow">{agoText(run.ended ?? run.created, now)}</span>
        <span class="pn-figures">{tookText(run)}</span>
      </span>
    </div>
  );
}

function NoPicture({ run }: { readonly run: RunInfo }) {
  const [failure] = run.failures;
  return (
    <span class="pn-thumbnail pn-thumbnail-square pn-no-picture">
      <Icon name={run.state === 'failed' ? 'triangleAlert' : run.state === 'cancelled' ? 'circleX' : 'circleCheck'} />
      <span>{failure?.message ?? STATE_TEXT[run.state]}</span>
    </span>
  );
}
