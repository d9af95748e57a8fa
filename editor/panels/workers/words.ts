/** What workers do, in words. */
import type { WorkerState } from '../../../engine/protocol/index.ts';
import { t } from '../../i18n/t.ts';

export function stateText(state: WorkerState): string {
  const texts: Readonly<Record<WorkerState, string>> = {
    idle: t('Waits for work'),
    working: t('Works'),
    draining: t('Drains'),
  };
  return texts[state];
}
