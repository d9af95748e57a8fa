/** The templates to start from, as a grid of pictures with a search and filters. */
import { useRef, useState } from 'preact/hooks';
import type { Template, TemplateCategory } from '../../../engine/protocol/index.ts';
import type { DialogOf } from '../../editor-context.ts';
import { t } from '../../i18n/t.ts';
import { keyHandler } from '../../key-events.ts';
import { fuzzySearch } from '../fuzzy.ts';
import { columnsOf, gridStep } from '../history/grid-keys.ts';
import type { DialogProps } from '../props.ts';
import { Modal } from '../ui/Modal.tsx';
import { SearchField } from '../ui/SearchField.tsx';
import { TemplateFace } from './TemplateFace.tsx';
import { TemplateFilters } from './TemplateFilters.tsx';
import { TemplateNeeds } from './TemplateNeeds.tsx';
import { categoryTitles, runsNow, shortText, stateText } from './template-words.ts';

export interface TemplatesProps extends DialogProps {
  readonly dialog: DialogOf<'templates'>;
}

export function Templates({ editor, dialog, onClose }: TemplatesProps) {
  /** Name of the template whose needs are shown. */
  const [shown, setShown] = useState(dialog.template);
  const template = editor.templates.value.find(({ name }) => name === shown);
  const open = ({ workflow }: Template): void => {
    onClose();
    void editor.work.open({ workflow });
  };
  if (template) {
    return (
      <Modal title={t('Templates')} size="large" onClose={onClose}>
        <TemplateNeeds
          editor={editor}
          template={template}
          onBack={() => setShown(undefined)}
          onOpen={() => open(template)}
        />
      </Modal>
    );
  }
  return (
    <TemplateGrid
      editor={editor}
      onClose={onClose}
      onPick={(picked) => (runsNow(picked) ? open(picked) : setShown(picked.name))}
    />
  );
}

interface TemplateGridProps extends DialogProps {
  readonly onPick: (template: Template) => void;
}

function TemplateGrid({ editor, onClose, onPick }: TemplateGridProps) {
  const [query, setQuery] = useState('');
  const [category, setCategory] = useState<TemplateCategory>();
  const [ready, setReady] = useState(false);
  /** The cell that Tab goes to. */
  const [stop, setStop] = useState(0);
  const grid = useRef<HTMLDivElement>(null);
  const titles = new Map(categoryTitles());
  const wanted = editor.templates.value.filter(
    (each) => (category === undefined || each.category === category) && (!ready || runsNow(each)),
  );
  const templates = fuzzySearch(query, wanted, ({ title, description, name, category: own }) => [
    { text: t(title), weight: 2 },
    { text: description === undefined ? '' : t(description) },
    { text: titles.get(own) ?? '' },
    { text: name },
  ]).map(({ item }) => item);
  const cells = (): HTMLElement[] => [...(grid.current?.querySelectorAll<HTMLElement>('[role="option"]') ?? [])];
  const press = (event: KeyboardEvent): void => {
    const all = cells();
    const index = all.findIndex((cell) => cell === event.target);
    const to = gridStep(event.key, index, columnsOf(all), all.length);
    const template = templates[index];
    if (to !== undefined) {
      setStop(to);
      all[to]?.focus();
    } else if ((event.key === 'Enter' || event.key === ' ') && template) onPick(template);
    else return;
    event.preventDefault();
  };
  return (
    <Modal
      title={t('Templates')}
      size="large"
      onClose={onClose}
      head={
        <>
          <SearchField
            label={t('Search the templates')}
            query={query}
            onQuery={(text) => {
              setQuery(text);
              setStop(0);
            }}
            onKey={(event) => {
              if (event.key === 'ArrowDown') {
                event.preventDefault();
                cells()[0]?.focus();
              } else if (event.key === 'Enter' && templates[0]) onPick(templates[0]);
            }}
            inModal
          />
          <TemplateFilters category={category} onCategory={setCategory} ready={ready} onReady={setReady} />
        </>
      }
    >
      {templates.length === 0 && (
        <p class="pn-none" role="status">
          {query === '' ? t('There are no such templates.') : t('No template matches “{query}”.', { query })}
        </p>
      )}
      <div ref={grid} class="pn-templates" role="listbox" aria-label={t('Templates')} onKeyDown={keyHandler(press)}>
        {templates.map((template, index) => (
          <div
            key={template.name}
            role="option"
            aria-selected={false}
            tabIndex={index === Math.min(stop, templates.length - 1) ? 0 : -1}
            class="pn-template"
            onClick={() => onPick(template)}
            onFocus={() => setStop(index)}
          >
            <span class="visually-hidden">{`${t(template.title)}. ${shortText(template)} ${stateText(template)}`}</span>
            <span class="pn-template-face" aria-hidden="true">
              <TemplateFace template={template} types={editor.types.value} />
            </span>
          </div>
        ))}
      </div>
    </Modal>
  );
}
