/** One finished run in the gallery: its first picture, or the reason why it has none. */
import { useRef } from 'preact/hooks';
import type { RunInfo } from '../../../engine/protocol/index.ts';
import { carryPicture } from '../../controls/pictures/picture-transfer.ts';
import type { Editor } from '../../editor-context.ts';
import type { IconName } from '../../icons.ts';
import { excerpt, resultPictures, STATE_TEXT, tookText } from '../text/run.ts';
import { agoText } from '../text/time.ts';
import { PointerButton } from '../ui/Button.tsx';
import { Icon } from '../../Icon.tsx';
import { Thumbnail } from '../ui/Thumbnail.tsx';
import { useSeen } from '../hooks/use-seen.ts';
import { runActions } from './actions.ts';
import { useMadeOf } from './use-made-of.ts';
import { t } from '../../i18n/t.ts';
import { said } from '../../i18n/said.ts';

/** Where the menu key opens the menu, in pixels from the corner of the card. */
const INSET = 24;

export interface RunCardProps {
  readonly editor: Editor;
  readonly run: RunInfo;
  /** The run before it, to compare with. */
  readonly before: RunInfo | undefined;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly selected: boolean;
  readonly tabIndex: number;
  readonly onSelect: (event: MouseEvent) => void;
  /** Opens its pictures, or shows where it failed. */
  readonly onOpen: () => void;
  readonly onRemove: (run: RunInfo) => void;
}

export function RunCard({ editor, run, before, now, selected, tabIndex, onSelect, onOpen, onRemove }: RunCardProps) {
  const pictures = resultPictures(run);
  const [picture] = pictures;
  const card = useRef<HTMLDivElement>(null);
  const made = useMadeOf(editor, run.id, useSeen(card));
  const number = String(run.number);
  const facts = [
    t('Run {number}', { number }),
    run.name,
    t(STATE_TEXT[run.state]),
    agoText(run.ended ?? run.created, now),
    made?.seed === undefined ? undefined : t('seed {seed}', { seed: made.seed }),
    made?.prompt,
  ];
  const words = [
    ...(made?.seed === undefined ? [] : [t('seed {seed}', { seed: made.seed })]),
    ...(made?.prompt === undefined ? [] : [excerpt(made.prompt)]),
  ];
  const label = facts.filter((fact) => fact !== undefined).join(', ');
  const menu = (x: number, y: number): void => {
    editor.dialog.value = { kind: 'menu', at: { x, y }, actions: runActions(editor, run, before, onRemove) };
  };
  return (
    <div
      ref={card}
      role="option"
      aria-selected={selected}
      title={label}
      tabIndex={tabIndex}
      data-run={run.id}
      class={`pn-card pn-card-${run.state}`}
      draggable={picture !== undefined}
      onClick={(event) => {
        onSelect(event);
        // A click on the picture opens it. A click on the line below only selects the run.
        const isPlain = !event.ctrlKey && !event.metaKey && !event.shiftKey;
        if (isPlain && (event.target as HTMLElement).closest('.pn-thumbnail')) onOpen();
      }}
      onDragStart={(event) => picture && event.dataTransfer && carryPicture(event.dataTransfer, picture)}
      onContextMenu={(event) => {
        event.preventDefault();
        const box = event.currentTarget.getBoundingClientRect();
        // The menu key has no position.
        menu(event.clientX || box.left + INSET, event.clientY || box.top + INSET);
      }}
    >
      <span class="visually-hidden">{label}</span>
      {picture ? <Thumbnail picture={picture} alt="" /> : <NoPicture run={run} />}
      {pictures.length > 1 && (
        <span class="pn-badge" aria-hidden="true">
          {pictures.length}
        </span>
      )}
      <span class="pn-card-more">
        <PointerButton
          icon="ellipsis"
          label={t('More about run {number}', { number })}
          onClick={(event) => menu(event.clientX, event.clientY)}
        />
      </span>
      <span class="pn-card-line" aria-hidden="true">
        <span class="pn-number">{run.number}</span>
        {picture && run.state !== 'done' && (
          <span class="pn-card-state">
            <Icon name={stateIcon(run)} />
          </span>
        )}
        <span class="pn-clip pn-grow">{agoText(run.ended ?? run.created, now)}</span>
        <span class="pn-figures">{tookText(run)}</span>
      </span>
      <span class="pn-card-prompt pn-clip" aria-hidden="true">
        {words.length > 0 ? words.join(' · ') : ' '}
      </span>
    </div>
  );
}

function stateIcon({ state }: RunInfo): IconName {
  if (state === 'failed') return 'triangleAlert';
  return state === 'cancelled' ? 'circleX' : 'circleCheck';
}

function NoPicture({ run }: { readonly run: RunInfo }) {
  const [failure] = run.failures;
  return (
    <span class="pn-thumbnail pn-thumbnail-square pn-no-picture" aria-hidden="true">
      <Icon name={stateIcon(run)} />
      <span>{failure ? said(failure.message) : t(STATE_TEXT[run.state])}</span>
    </span>
  );
}
