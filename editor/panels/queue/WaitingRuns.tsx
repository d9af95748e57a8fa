/** Waiting runs, reordered by dragging or with Alt and the arrow keys. */
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { RunInfo } from '../../../engine/protocol/index.ts';
import type { Editor } from '../../editor-context.ts';
import { attempt } from '../attempt.ts';
import { agoText } from '../text/time.ts';
import { IconButton } from '../ui/Button.tsx';
import { Icon } from '../../Icon.tsx';
import { useNow } from '../hooks/use-now.ts';
import { inOrder, moved } from './order.ts';
import { RunWords } from './RunWords.tsx';
import { useDragOrder } from './use-drag-order.ts';
import { keyHandler } from '../../key-events.ts';
import { t } from '../../i18n/t.ts';

export function WaitingRuns({ editor, runs }: { readonly editor: Editor; readonly runs: readonly RunInfo[] }) {
  const now = useNow(30_000);
  const list = useRef<HTMLUListElement>(null);
  /** Ids in the order the user wants, until the server has confirmed it. */
  const [order, setOrder] = useState<readonly string[]>();
  /** A message for screen readers. */
  const [said, setSaid] = useState('');
  const shown = inOrder(runs, order);
  /** Id of the run being moved by key. An element that changes its place loses the focus and has to get it back. */
  const carried = useRef<string>();
  /** The last order that was sent. The next one waits for it: requests on their way at once may arrive in any order. */
  const sent = useRef<Promise<unknown>>(Promise.resolve());
  useLayoutEffect(() => {
    if (carried.current !== undefined && document.activeElement === document.body)
      list.current?.querySelector<HTMLElement>(`[data-run="${carried.current}"]`)?.focus();
  });

  const move = async (from: number, to: number): Promise<void> => {
    const next = moved(shown, from, to);
    const run = shown[from];
    if (!run || next.every((each, index) => each.id === shown[index]?.id)) return;
    const ids = next.map(({ id }) => id);
    setOrder(ids);
    const place = ids.indexOf(run.id) + 1;
    const number = String(run.number);
    setSaid(t('Run {number} is now number {place} of {count} in the queue.', { number, place, count: ids.length }));
    sent.current = sent.current.then(() => attempt(editor, () => editor.api.orderQueue(ids)));
    await sent.current;
    // The server reports its new order before it answers. From here on that order counts.
    setOrder((current) => (current === ids ? undefined : current));
  };
  const drag = useDragOrder(list, (from, to) => void move(from, to));

  const press = (event: KeyboardEvent, index: number): void => {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (step !== undefined && event.altKey) {
      carried.current = shown[index]?.id;
      void move(index, index + step);
    } else if (step !== undefined) {
      list.current?.querySelectorAll<HTMLElement>('[data-run]')[index + step]?.focus();
    } else if (event.key === 'Delete' || event.key === 'Backspace') {
      const neighbours = list.current?.querySelectorAll<HTMLElement>('[data-run]');
      (neighbours?.[index + 1] ?? neighbours?.[index - 1])?.focus();
      remove(shown[index]);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const remove = (run: RunInfo | undefined): void => {
    if (run) void attempt(editor, () => editor.api.cancelRun(run.id));
  };

  return (
    <>
      <h3 class="pn-label">{t('{count} waiting', { count: shown.length })}</h3>
      <ul
        class="pn-waiting"
        ref={list}
        onFocusOut={({ relatedTarget }) => relatedTarget && (carried.current = undefined)}
        aria-label={t('Waiting runs. Alt and the arrow keys move a run.')}
      >
        {shown.map((run, index) => (
          <li
            key={run.id}
            data-run={run.id}
            tabIndex={0}
            class={`pn-row pn-waiting-run${drag.from === index ? ' pn-dragged' : ''}${dropClass(drag, index)}`}
            aria-label={rowLabel(run, index + 1, shown.length)}
            onKeyDown={keyHandler((event) => event.target === event.currentTarget && press(event, index))}
          >
            <span class="pn-grip" aria-hidden="true" onPointerDown={(event) => drag.begin(event, index)}>
              <Icon name="gripVertical" />
            </span>
            <span class="pn-number">{run.number}</span>
            <span class="pn-grow pn-two-lines">
              <span class="pn-clip">
                {run.name}
                {run.owner !== undefined && <span class="pn-small"> · {run.owner}</span>}
              </span>
              <RunWords editor={editor} run={run} />
            </span>
            <span class="pn-small pn-figures pn-hide-narrow">{agoText(run.created, now)}</span>
            <IconButton
              icon="arrowUpToLine"
              label={t('Move run {number} to the front', { number: String(run.number) })}
              disabled={index === 0}
              onClick={() => void move(index, 0)}
            />
            <IconButton
              icon="x"
              label={t('Remove run {number}', { number: String(run.number) })}
              onClick={() => remove(run)}
            />
          </li>
        ))}
      </ul>
      <p class="visually-hidden" role="status">
        {said}
      </p>
    </>
  );
}

function rowLabel({ number, name }: RunInfo, place: number, count: number): string {
  return t('Run {number}, {name}, {place} of {count} in the queue', { number: String(number), name, place, count });
}

/** Marks the row that the dragged row would be dropped before or after. */
function dropClass(
  { from, to }: { readonly from: number | undefined; readonly to: number | undefined },
  index: number,
): string {
  if (from === undefined || to === undefined || to === from || index !== to) return '';
  return to < from ? ' pn-drop-before' : ' pn-drop-after';
}
