/** The templates to start from, as a grid of pictures. */
import { useRef, useState } from 'preact/hooks';
import type { Template } from '../../../engine/protocol/index.ts';
import type { DialogProps } from '../props.ts';
import { fuzzySearch } from '../fuzzy.ts';
import { columnsOf, gridStep } from '../history/grid-keys.ts';
import { Modal } from '../ui/Modal.tsx';
import { SearchField } from '../ui/SearchField.tsx';
import { TemplatePicture } from '../ui/TemplatePicture.tsx';
import { keyHandler } from '../../key-events.ts';
import { t } from '../../i18n/t.ts';

export function Templates({ editor, onClose }: DialogProps) {
  const [query, setQuery] = useState('');
  /** The cell that Tab goes to. */
  const [stop, setStop] = useState(0);
  const grid = useRef<HTMLDivElement>(null);
  const templates = fuzzySearch(query, editor.templates.value, ({ title, description, name }) => [
    { text: title, weight: 2 },
    { text: description ?? '' },
    { text: name },
  ]).map(({ item }) => item);
  const open = (template: Template): void => {
    onClose();
    void editor.work.open({ workflow: template.workflow });
  };
  const cells = (): HTMLElement[] => [...(grid.current?.querySelectorAll<HTMLElement>('[role="option"]') ?? [])];
  const press = (event: KeyboardEvent): void => {
    const all = cells();
    const index = all.findIndex((cell) => cell === event.target);
    const to = gridStep(event.key, index, columnsOf(all), all.length);
    const template = templates[index];
    if (to !== undefined) {
      setStop(to);
      all[to]?.focus();
    } else if ((event.key === 'Enter' || event.key === ' ') && template) open(template);
    else return;
    event.preventDefault();
  };
  return (
    <Modal
      title={t('Templates')}
      size="large"
      onClose={onClose}
      head={
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
            } else if (event.key === 'Enter' && templates[0]) open(templates[0]);
          }}
          inModal
        />
      }
    >
      {templates.length === 0 && (
        <p class="pn-none" role="status">
          {query === '' ? t('There are no templates.') : t('No template matches “{query}”.', { query })}
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
            aria-label={`${template.title}. ${template.description ?? ''}`}
            onClick={() => open(template)}
            onFocus={() => setStop(index)}
          >
            <span class="pn-template-picture">
              <TemplatePicture template={template} types={editor.types.value} />
            </span>
            <strong>{template.title}</strong>
            <span class="pn-small">{template.description}</span>
          </div>
        ))}
      </div>
    </Modal>
  );
}
