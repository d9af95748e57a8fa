/** The page of all pictures that runs of this server saved. */
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { GalleryFacts } from '../../../engine/protocol/index.ts';
import type { Editor } from '../../editor-context.ts';
import { t } from '../../i18n/t.ts';
import { keyHandler } from '../../key-events.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { Empty } from '../ui/Empty.tsx';
import { FilterBar } from './FilterBar.tsx';
import { type Filters, NO_FILTERS, queryOf } from './filters.ts';
import { Grid } from './Grid.tsx';
import { createPictures, type GalleryPictures } from './pictures.ts';
import { among, NOTHING } from './selection.ts';
import { SelectionBar } from './SelectionBar.tsx';
import '../../style/panels/gallery.css';

export interface GalleryPageProps {
  readonly editor: Editor;
  /** Shows again what was shown before. */
  readonly close: () => void;
}

/** Milliseconds that a field has to rest before the server is asked. */
const REST = 200;
/** From this count on, the server counts no further. */
const MANY = 10_000;

export function GalleryPage({ editor, close }: GalleryPageProps) {
  const pictures = useMemo(() => createPictures(editor.api), [editor]);
  const [filters, setFilters] = useState<Filters>(NO_FILTERS);
  const [selection, setSelection] = useState(NOTHING);
  const facts = useFacts(editor);
  const isFirst = useRef(true);
  const changes = editor.galleryChanges.value;

  useEffect(() => {
    const ask = (): void => void pictures.ask(queryOf(filters)).then(() => setSelection(NOTHING));
    const timer = setTimeout(ask, isFirst.current ? 0 : REST);
    return () => clearTimeout(timer);
  }, [pictures, filters]);
  useEffect(() => {
    if (!isFirst.current) void pictures.refresh();
    isFirst.current = false;
  }, [changes]);

  const all = pictures.list.value;
  const present = useMemo(
    () =>
      among(
        selection,
        all.map(({ id }) => id),
      ),
    [selection, all],
  );
  const chosen = useMemo(() => all.filter(({ id }) => present.ids.has(id)), [present, all]);
  const context = { editor, pictures, close };
  return (
    <main
      class="ga-page"
      aria-label={t('Gallery')}
      onKeyDown={keyHandler((event) => {
        if (event.key !== 'Escape' || event.defaultPrevented) return;
        event.preventDefault();
        close();
      })}
    >
      <header class="ga-head">
        <h1>{t('Gallery')}</h1>
        <span class="pn-small" role="status">
          {countText(pictures.count.value)}
        </span>
        <FilterBar filters={filters} models={facts?.models ?? []} onChange={setFilters} />
        <IconButton icon="x" label={t('Close the gallery')} onClick={close} />
      </header>
      {all.length > 0 ? (
        <Grid {...context} selection={present} onSelect={setSelection} />
      ) : (
        <NoPictures pictures={pictures} isFiltered={filters !== NO_FILTERS} isFilling={facts?.isFilling ?? false} />
      )}
      <SelectionBar {...context} chosen={chosen} />
    </main>
  );
}

function countText(count: number | undefined): string {
  if (count === undefined) return '';
  if (count >= MANY) return t('more than {count} pictures', { count: MANY });
  return t('{count, plural, one {# picture} other {# pictures}}', { count });
}

interface NoPicturesProps {
  readonly pictures: GalleryPictures;
  readonly isFiltered: boolean;
  readonly isFilling: boolean;
}

function NoPictures({ pictures, isFiltered, isFilling }: NoPicturesProps) {
  const error = pictures.error.value;
  if (error !== undefined) {
    const again = <Button onClick={() => void pictures.refresh()}>{t('Try again')}</Button>;
    return (
      <div class="ga-scroll">
        <Empty icon="triangleAlert" action={again}>
          {error}
        </Empty>
      </div>
    );
  }
  if (pictures.loading.value || pictures.count.value === undefined) return <div class="ga-scroll" aria-busy="true" />;
  const none = isFilling
    ? t('Your earlier pictures are being entered.')
    : t('Pictures that your workflows save appear here.');
  return (
    <div class="ga-scroll">
      <Empty icon="images">{isFiltered ? t('No picture fits. Try fewer words, or clear the filters.') : none}</Empty>
    </div>
  );
}

/** Read anew whenever the gallery changes. */
function useFacts({ api, galleryChanges }: Editor): GalleryFacts | undefined {
  const [facts, setFacts] = useState<GalleryFacts>();
  const changes = galleryChanges.value;
  useEffect(() => {
    let isCurrent = true;
    // Without them, only the list of models is missing.
    void api.galleryFacts().then(
      (found) => isCurrent && setFacts(found),
      () => undefined,
    );
    return () => {
      isCurrent = false;
    };
  }, [changes]);
  return facts;
}
