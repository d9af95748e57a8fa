/** The button that unfolds inputs for experts, and folds them again. */
import { t } from '../../i18n/t.ts';
import { Icon } from '../../Icon.tsx';

export interface MoreButtonProps {
  readonly isOpen: boolean;
  /** Number of inputs that it would unfold. */
  readonly count: number;
  readonly onToggle: () => void;
}

export function MoreButton({ isOpen, count, onToggle }: MoreButtonProps) {
  return (
    <button type="button" class="pn-more-button" aria-expanded={isOpen} onClick={onToggle}>
      <Icon name={isOpen ? 'chevronDown' : 'chevronRight'} />
      {isOpen ? t('Less') : t('{count} more', { count })}
    </button>
  );
}
