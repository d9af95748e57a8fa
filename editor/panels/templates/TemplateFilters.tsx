/** Filters of the templates: a category, and whether they run now. */
import type { TemplateCategory } from '../../../engine/protocol/index.ts';
import { t } from '../../i18n/t.ts';
import { categoryTitles } from './template-words.ts';

export interface TemplateFiltersProps {
  /** Undefined: all. */
  readonly category: TemplateCategory | undefined;
  readonly onCategory: (category: TemplateCategory | undefined) => void;
  readonly ready: boolean;
  readonly onReady: (ready: boolean) => void;
}

export function TemplateFilters({ category, onCategory, ready, onReady }: TemplateFiltersProps) {
  const choices = [[undefined, t('All')] as const, ...categoryTitles()];
  return (
    <div class="pn-filters" role="group" aria-label={t('Filters')}>
      {choices.map(([choice, title]) => (
        <button
          key={title}
          type="button"
          class="pn-filter"
          aria-pressed={choice === category}
          onClick={() => onCategory(choice)}
        >
          {title}
        </button>
      ))}
      <label class="pn-check">
        <input type="checkbox" checked={ready} onChange={(event) => onReady(event.currentTarget.checked)} />
        <span>{t('Runs now')}</span>
      </label>
    </div>
  );
}
