/** The grid of pictures: only the rows in view are in the page. Clicks, keys and a rectangle select. */
import { useEffect, useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { t } from '../../i18n/t.ts';
import { keyHandler } from '../../key-events.ts';
import { gridStep } from '../history/grid-keys.ts';
import { useNow } from '../hooks/use-now.ts';
import { actsOf, discard, type GalleryContext, menuOf, MOST, star, view } from './actions.ts';
import { areaOf, gridHeight, layoutOf, scrollTo, shownRange, touched } from './grid-layout.ts';
import { dragRectangle } from './rectangle.ts';
import { select, type Selection, type Way, wayOf } from './selection.ts';
import { Tile } from './Tile.tsx';
import { useView } from './use-view.ts';

export interface GridProps extends GalleryContext {
  readonly selection: Selection;
  readonly onSelect: (selection: Selection) => void;
}

/** Rows before the end at which the next page is asked for. */
const AHEAD = 6;

export function Grid({ selection, onSelect, ...context }: GridProps) {
  const { editor, pictures } = context;
  const scroller = useRef<HTMLDivElement>(null);
  const [rectangle, setRectangle] = useState<DOMRect>();
  const seen = useView(scroller);
  const now = useNow(60_000);
  const id = useId();
  const all = pictures.list.value;
  const ids = all.map((picture) => picture.id);
  const layout = layoutOf(seen.width);
  const [from, to] = shownRange(layout, all.length, seen.top, seen.height);
  const count = Math.max(all.length, pictures.count.value ?? 0);

  useEffect(() => {
    if (to + AHEAD * layout.columns >= all.length) void pictures.more();
  }, [to, layout.columns, all.length, pictures.loading.value]);
  useLayoutEffect(() => {
    // Pictures that arrive for a search leave the focus in its field.
    const page = scroller.current?.closest('main');
    if (!page?.contains(document.activeElement)) scroller.current?.focus({ preventScroll: true });
  }, []);

  const chosenWith = (index: number) => {
    const inSelection = selection.ids.has(ids[index] ?? -1);
    return inSelection ? all.filter((each) => selection.ids.has(each.id)) : all.slice(index, index + 1);
  };
  const go = (index: number, way: Way): void => {
    onSelect(select(selection, ids, index, way));
    const element = scroller.current;
    if (element) element.scrollTop = scrollTo(layout, index, element.scrollTop, element.clientHeight);
  };
  const selectAll = async (): Promise<void> => {
    while (!pictures.isComplete() && pictures.list.peek().length < MOST && pictures.error.peek() === undefined)
      await pictures.more(500);
    onSelect({
      ...selection,
      ids: new Set(
        pictures.list
          .peek()
          .slice(0, MOST)
          .map((each) => each.id),
      ),
    });
  };
  const menu = (index: number, x: number, y: number): void => {
    const chosen = chosenWith(index);
    if (!selection.ids.has(ids[index] ?? -1)) onSelect(select(selection, ids, index, 'one'));
    editor.dialog.value = { kind: 'menu', at: { x, y }, actions: menuOf(actsOf(context, chosen)) };
  };
  const press = (event: KeyboardEvent): void => {
    const { at } = selection;
    const page = Math.max(1, Math.floor(seen.height / layout.height)) * layout.columns;
    const turned = { PageDown: Math.min(at + page, all.length - 1), PageUp: Math.max(at - page, 0) }[event.key];
    const step = turned ?? gridStep(event.key, at, layout.columns, all.length);
    const current = all[at];
    const isCommand = event.ctrlKey || event.metaKey;
    if (step !== undefined) go(step, wayOf(event) === 'toggle' ? 'move' : wayOf(event));
    else if (event.key.toLowerCase() === 'a' && isCommand) void selectAll();
    else if (event.key === ' ' && current) onSelect(select(selection, ids, at, 'toggle'));
    else if (event.key === 'Enter' && current) view(editor, all, current);
    else if (event.key === 'Delete' && current) void discard(context, chosenWith(at));
    else if (event.key.toLowerCase() === 's' && !isCommand && current) {
      const chosen = chosenWith(at);
      void star(context, chosen, !chosen.every(({ isStarred }) => isStarred));
    } else if (event.key === 'Escape' && selection.ids.size > 0) onSelect({ ...selection, ids: new Set() });
    else if ((event.key === 'F10' && event.shiftKey) || event.key === 'ContextMenu') {
      const box = document.getElementById(`${id}-${at}`)?.getBoundingClientRect();
      menu(at, box?.left ?? 0, box?.bottom ?? 0);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const drag = (event: PointerEvent): void => {
    const element = scroller.current;
    if (!element || event.button !== 0 || event.pointerType === 'touch') return;
    if ((event.target as HTMLElement).closest('.ga-tile')) return;
    const before = event.ctrlKey || event.metaKey || event.shiftKey ? selection.ids : new Set<number>();
    dragRectangle(element, event, (area) => {
      setRectangle(area);
      if (area) {
        const found = touched(layout, ids.length, area).slice(0, MOST);
        onSelect({ ...selection, ids: new Set([...before, ...found.map((index) => ids[index] ?? -1)]) });
      }
    });
    if (before.size === 0) onSelect({ ...selection, ids: before });
  };

  return (
    <div
      ref={scroller}
      class="ga-scroll"
      role="listbox"
      aria-label={t('Pictures')}
      aria-multiselectable="true"
      aria-busy={pictures.loading.value}
      tabIndex={0}
      {...(all.length > 0 ? { 'aria-activedescendant': `${id}-${selection.at}` } : {})}
      onKeyDown={keyHandler(press)}
      onPointerDown={drag}
    >
      <div class="ga-grid" role="presentation" style={{ height: `${gridHeight(layout, all.length)}px` }}>
        {all.slice(from, to).map((picture, place) => (
          <Tile
            key={picture.id}
            id={`${id}-${from + place}`}
            picture={picture}
            area={areaOf(layout, from + place)}
            now={now}
            place={[from + place + 1, count]}
            isSelected={selection.ids.has(picture.id)}
            isCurrent={from + place === selection.at}
            onClick={(event) => onSelect(select(selection, ids, from + place, wayOf(event)))}
            onOpen={() => view(editor, all, picture)}
            onStar={() => void star(context, [picture], !picture.isStarred)}
            onMenu={(x, y) => menu(from + place, x, y)}
          />
        ))}
        {rectangle && (
          <div
            class="ga-rectangle"
            style={{
              transform: `translate(${rectangle.x}px, ${rectangle.y}px)`,
              width: `${rectangle.width}px`,
              height: `${rectangle.height}px`,
            }}
          />
        )}
      </div>
    </div>
  );
}
