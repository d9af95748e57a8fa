/** Workflows to begin with, as pictures. */
import { useRef, useState } from 'preact/hooks';
import type { Template } from '../../../engine/protocol/index.ts';
import type { Editor } from '../../editor-context.ts';
import { fuzzySearch } from '../fuzzy.ts';
import { columnsOf, gridStep } from '../history/grid-keys.ts';
import { Icon } from '../../Icon.tsx';
import { Modal } from '../ui/Modal.tsx';
import { TemplatePicture } from '../ui/TemplatePicture.tsx';

export function Templates({ editor, onClose }: { readonly editor: Editor; readonly onClose: () => void }) {
  const [query, setQuery] = useState('');
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
  const onKeyDown = (event: KeyboardEvent): void => {
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
      title="Templates"
      size="large"
      onClose={onClose}
      head={
        <label class="pn-search pn-modal-search">
          <Icon name="search" />
          <span class="visually-hidden">Search the templates</span>
          <input
            type="search"
            placeholder="Search"
            value={query}
            data-autofocus="true"
            onInput={(event) => {
              setQuery(event.currentTarget.value);
              setStop(0);
            }}
            onKeyDown={(event) => {
              if (event.key === 'ArrowDown') {
                event.preventDefault();
                cells()[0]?.focus();
              } else if (event.key === 'Enter' && templates[0]) open(templates[0]);
            }}
          />
        </label>
      }
    >
      {templates.length === 0 && (
        <p class="pn-none" role="status">
          {query === '' ? 'There are no templates here.' : `No template is about “${query}”.`}
        </p>
      )}
      <div ref={grid} class="pn-templates" role="listbox" aria-label="Templates" onKeyDown={onKeyDown}>
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
