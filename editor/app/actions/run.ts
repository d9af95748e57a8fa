/** Actions that start and cancel runs. */
import type { Action, Editor } from '../../editor-context.ts';
import { selectedOf } from '../../document/selection.ts';
import { t } from '../../i18n/t.ts';
import { isActive } from '../../run-state.ts';
import { messageOf } from '../../words.ts';
import { changeSettings } from '../session/change-settings.ts';

export function runActions({ work, session, settings, runs, api, notify }: Editor): Action[] {
  const shown = (): boolean => session.peek() !== undefined;
  const nodes = (): string[] => selectedOf(session.peek()?.selection.peek() ?? new Set(), 'node');
  const batch = (): number => settings.peek().batch;
  return [
    {
      id: 'run.run',
      title: t('Run'),
      label: () => (batch() > 1 ? t('Run {count} times', { count: batch() }) : t('Run')),
      group: 'Run',
      keys: ['Mod+Enter'],
      enabled: shown,
      run: () => work.run(),
    },
    {
      id: 'run.nodes',
      title: t('Run up to the selected nodes'),
      label: () => (nodes().length === 1 ? t('Run up to this node') : t('Run up to the selected nodes')),
      group: 'Run',
      keys: ['Mod+Shift+Enter'],
      enabled: () => nodes().length > 0,
      run: () => work.run({ targets: nodes() }),
    },
    {
      id: 'run.front',
      title: t('Run ahead of all waiting runs'),
      group: 'Run',
      keys: ['Mod+Alt+Enter'],
      enabled: shown,
      run: () => work.run({ front: true }),
    },
    {
      id: 'run.cancel',
      title: t('Cancel the run'),
      group: 'Run',
      keys: ['Mod+.'],
      enabled: () => runs.peek().some((run) => isActive(run) && run.document === session.peek()?.document.id),
      run: () => work.cancel(),
    },
    {
      id: 'run.clear',
      title: t('Cancel all waiting runs'),
      group: 'Run',
      enabled: () => runs.peek().some(({ state }) => state === 'queued'),
      run: () => api.clearQueue().catch((error: unknown) => notify('error', messageOf(error))),
    },
    {
      id: 'run.auto',
      title: t('Run on every change'),
      isOn: () => settings.peek().autoRun,
      group: 'Run',
      run: () => changeSettings(settings, { autoRun: !settings.peek().autoRun }),
    },
  ];
}
