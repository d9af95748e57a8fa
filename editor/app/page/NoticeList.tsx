/** Notices at the bottom of the page. */
import type { Notice } from '../../editor-context.ts';
import type { Notices } from '../session/notices.ts';
import { Icon } from '../../Icon.tsx';
import { t } from '../../i18n/t.ts';

const ICON = { info: 'info', done: 'circleCheck', error: 'circleAlert' } as const;

export function NoticeList({ notices }: { readonly notices: Notices }) {
  return (
    <section
      class="app-notices"
      aria-label={t('Notices')}
      onPointerEnter={() => notices.hold(true)}
      onPointerLeave={() => notices.hold(false)}
      onFocusIn={() => notices.hold(true)}
      onFocusOut={() => notices.hold(false)}
    >
      <div aria-live="polite" role="log">
        {notices.notices.value.map((notice) => (
          <Toast key={notice.id} notice={notice} close={() => notices.dismiss(notice.id)} />
        ))}
      </div>
    </section>
  );
}

function Toast({ notice: { kind, text, action }, close }: { readonly notice: Notice; readonly close: () => void }) {
  return (
    <div class={`app-notice is-${kind}`}>
      <Icon name={ICON[kind]} />
      <p>{text}</p>
      {action && (
        <button
          type="button"
          class="app-notice-action"
          onClick={() => {
            action.run();
            close();
          }}
        >
          {action.title}
        </button>
      )}
      <button type="button" class="icon-button is-small" aria-label={t('Dismiss')} title={t('Dismiss')} onClick={close}>
        <Icon name="x" />
      </button>
    </div>
  );
}
