/** A line across the page: the server cannot be reached, is newer than the page, or restored damaged data. */
import type { App } from '../create-editor.ts';
import type { RestorationNews } from '../session/restoration.ts';
import { Icon } from '../../Icon.tsx';
import { t } from '../../i18n/t.ts';

export function Banner({ app }: { readonly app: App }) {
  const { editor, live, locked, outdated } = app;
  if (outdated.value) {
    return (
      <div class="app-banner" role="alert">
        <Icon name="refreshCw" />
        <p>{t('The server was updated. Your changes are kept.')}</p>
        <button type="button" class="button" onClick={() => location.reload()}>
          {t('Reload')}
        </button>
      </div>
    );
  }
  if (editor.connection.value !== 'lost' || locked.value) return <RestorationBanner news={app.restoration} />;
  return (
    <div class="app-banner" role="alert">
      <Icon name="cloudOff" />
      <p>
        {editor.session.value ? t('Connection lost. Your changes are kept here.') : t('The server cannot be reached.')}
      </p>
      <button type="button" class="button" onClick={() => live.retry()}>
        {t('Try now')}
      </button>
    </div>
  );
}

export function RestorationBanner({ news }: { readonly news: RestorationNews }) {
  const restored = news.shown.value;
  if (!restored) return null;
  return (
    <div class="app-banner" role="alert">
      <Icon name="triangleAlert" />
      <p>{restored.message}</p>
      <button type="button" class="button" onClick={news.dismiss}>
        {t('Close')}
      </button>
    </div>
  );
}
