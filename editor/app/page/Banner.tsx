/** A line across the page while the server cannot be reached, or when the page is too old for the server. */
import type { App } from '../create-editor.ts';
import { Icon } from '../../Icon.tsx';

export function Banner({ app: { editor, live, locked, outdated } }: { readonly app: App }) {
  if (outdated.value) {
    return (
      <div class="app-banner" role="alert">
        <Icon name="refreshCw" />
        <p>The server was updated. Your changes are kept.</p>
        <button type="button" class="button" onClick={() => location.reload()}>
          Reload
        </button>
      </div>
    );
  }
  if (editor.connection.value !== 'lost' || locked.value) return null;
  return (
    <div class="app-banner" role="alert">
      <Icon name="cloudOff" />
      <p>{editor.session.value ? 'Connection lost. Your changes are kept here.' : 'The server cannot be reached.'}</p>
      <button type="button" class="button" onClick={() => live.retry()}>
        Try now
      </button>
    </div>
  );
}
