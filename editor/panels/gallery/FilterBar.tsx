/** The fields above the gallery. */
import { useState } from 'preact/hooks';
import { t } from '../../i18n/t.ts';
import { Button } from '../ui/Button.tsx';
import { SearchField } from '../ui/SearchField.tsx';
import { type Filters, NO_FILTERS } from './filters.ts';

export interface FilterBarProps {
  readonly filters: Filters;
  readonly models: readonly string[];
  readonly onChange: (filters: Filters) => void;
}

export function FilterBar({ filters, models, onChange }: FilterBarProps) {
  // Only narrow windows hide the fields.
  const [open, setOpen] = useState(false);
  const set = (change: Partial<Filters>): void => onChange({ ...filters, ...change });
  const field = (name: 'seed' | 'from' | 'to', label: string, type: 'text' | 'date') => (
    <label class="ga-field">
      <span>{label}</span>
      <input
        type={type}
        inputMode={type === 'text' ? 'numeric' : undefined}
        value={filters[name]}
        onInput={(event) => set({ [name]: event.currentTarget.value })}
      />
    </label>
  );
  const isFiltered = Object.entries(NO_FILTERS).some(([name, value]) => filters[name as keyof Filters] !== value);
  return (
    <div class={`ga-filters${open ? ' is-open' : ''}`} role="search" aria-label={t('Filters')}>
      <div class="ga-search">
        <SearchField
          label={t('Search the pictures')}
          placeholder={t('Words of the prompt, model, file…')}
          query={filters.search}
          onQuery={(search) => set({ search })}
        />
        <Button
          class="ga-more"
          icon="slidersHorizontal"
          pressed={open}
          title={t('Filters')}
          onClick={() => setOpen(!open)}
        />
      </div>
      <div class="ga-fields">
        <label class="ga-field">
          <span>{t('Model')}</span>
          <select value={filters.model} onChange={(event) => set({ model: event.currentTarget.value })}>
            <option value="">{t('All')}</option>
            {models.map((model) => (
              <option key={model} value={model}>
                {model}
              </option>
            ))}
          </select>
        </label>
        {field('seed', t('Seed'), 'text')}
        {field('from', t('From'), 'date')}
        {field('to', t('Until'), 'date')}
        <Button icon="star" pressed={filters.starred} onClick={() => set({ starred: !filters.starred })}>
          {t('Starred')}
        </Button>
        <Button kind="quiet" disabled={!isFiltered} onClick={() => onChange(NO_FILTERS)}>
          {t('Clear')}
        </Button>
      </div>
    </div>
  );
}
