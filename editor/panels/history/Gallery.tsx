/**
 * The grid of finished runs. Arrow keys move, Space or Ctrl+click selects a second run, Enter opens the pictures.
 * Scrolling to the end loads more.
 */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { RunInfo } from '../../../engine/protocol/index.ts';
import type { Editor } from '../../editor-context.ts';
import { resultPictures } from '../text/run.ts';
import { Button } from '../ui/Button.tsx';
import { runActions, showFailure, viewPictures } from './actions.ts';
import { columnsOf, gridStep } from './grid-keys.ts';
import type { RunPages } from './pages.ts';
import { RunCard } from './RunCard.tsx';
import { keyHandler } from '../../key-events.ts';
import { t } from '../../i18n/t.ts';

export interface GalleryProps {
  readonly editor: Editor;
  readonly runs: readonly RunInfo[];
  readonly pages: RunPages;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Ids of the selected runs, at most two. */
  readonly selected: readonly string[];
  readonly onSelect: (ids: readonly string[]) => void;
  readonly onRemove: (run: RunInfo) => void;
}

export function Gallery({ editor, runs, pages, now, selected, onSelect, onRemove }: GalleryProps) {
  const grid = useRef<HTMLDivElement>(null);
  const end = useRef<HTMLDivElement>(null);
  const [focused, setFocused] = useState<string>();
  /** Id of the run that Tab goes to. */
  const stop = runs.some(({ id }) => id === focused) ? focused : runs[0]?.id;

  useEffect(() => {
    const element = end.current;
    if (!element || typeof IntersectionObserver === 'undefined') return undefined;
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && void pages.more(), {
      root: grid.current?.parentElement ?? null,
      rootMargin: '400px',
    });
    observer.observe(element);
    return () => observer.disconnect();
    // Observes again after each page, in case the page did not fill the view.
  }, [pages, runs.length]);

  const toggle = (id: string): readonly string[] =>
    selected.includes(id) ? selected.filter((each) => each !== id) : [...selected.slice(-1), id];
  const open = (run: RunInfo): void => {
    const [picture] = resultPictures(run);
    if (picture) viewPictures(editor, runs, picture.url);
    else void showFailure(editor, run);
  };
  const select = (run: RunInfo, event: MouseEvent | KeyboardEvent): void => {
    setFocused(run.id);
    const several = event.ctrlKey || event.metaKey || event.shiftKey || ('key' in event && event.key === ' ');
    onSelect(several ? toggle(run.id) : [run.id]);
  };
  const press = (event: KeyboardEvent): void => {
    const cells = [...(grid.current?.querySelectorAll<HTMLElement>('[data-run]') ?? [])];
    const index = cells.findIndex((cell) => cell === event.target);
    const run = runs[index];
    if (!run) return;
    const to = gridStep(event.key, index, columnsOf(cells), cells.length);
    const next = to === undefined ? undefined : runs[to];
    if (to !== undefined && next) {
      cells[to]?.focus();
      setFocused(next.id);
      if (!event.ctrlKey && !event.metaKey) onSelect([next.id]);
    } else if (event.key === 'Delete') {
      (cells[index + 1] ?? cells[index - 1])?.focus();
      setFocused((runs[index + 1] ?? runs[index - 1])?.id);
      onRemove(run);
    } else if (event.key === 'Enter') open(run);
    else if (event.key === ' ') select(run, event);
    else if (event.key === 'Escape' && selected.length > 0) onSelect([]);
    else if (event.key === 'F10' && event.shiftKey) {
      const { left, bottom } = cells[index]?.getBoundingClientRect() ?? { left: 0, bottom: 0 };
      editor.dialog.value = {
        kind: 'menu',
        at: { x: left, y: bottom },
        actions: runActions(editor, run, runs[index + 1], onRemove),
      };
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div class="pn-body pn-gallery-scroll">
      <div
        ref={grid}
        class="pn-gallery"
        role="listbox"
        aria-label={t('Finished runs')}
        aria-multiselectable="true"
        onKeyDown={keyHandler(press)}
      >
        {runs.map((run, index) => (
          <RunCard
            key={run.id}
            editor={editor}
            run={run}
            before={runs[index + 1]}
            now={now}
            selected={selected.includes(run.id)}
            tabIndex={run.id === stop ? 0 : -1}
            onSelect={(event) => select(run, event)}
            onOpen={() => open(run)}
            onRemove={onRemove}
          />
        ))}
      </div>
      <div ref={end} class="pn-gallery-end">
        {pages.error.value !== undefined && (
          <Button kind="quiet" onClick={() => void pages.more()}>
            {pages.error.value} {t('Try again')}
          </Button>
        )}
        {pages.loading.value && <span role="status">{t('Loading…')}</span>}
      </div>
    </div>
  );
}
