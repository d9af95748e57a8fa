/** How many workers there are, where a fleet carries out the runs; it opens their panel. */
import { useEffect } from 'preact/hooks';
import type { Editor } from '../../editor-context.ts';
import { Icon } from '../../Icon.tsx';
import { t } from '../../i18n/t.ts';
import { togglePanel } from '../panels.ts';

export function WorkersButton({ editor: { connection, fleet, settings } }: { readonly editor: Editor }) {
  const isConnected = connection.value === 'open';
  useEffect(() => {
    if (isConnected) fleet.open();
  }, [fleet, isConnected]);
  const present = fleet.now.value;
  if (present?.queue === undefined) return null;
  const count = present.workers.length;
  return (
    <button
      type="button"
      class="app-status-button"
      aria-pressed={settings.value.panels.includes('workers')}
      onClick={() => togglePanel(settings, 'workers')}
    >
      <Icon name="server" />
      {t('{count, plural, =0 {No worker} one {# worker} other {# workers}}', { count })}
    </button>
  );
}
