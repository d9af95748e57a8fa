/** A notice for each run that fails, because the user may be looking at another document. */
import { effect } from '@preact/signals';
import type { Editor } from '../../editor-context.ts';
import { isActive } from '../../run-state.ts';
import { t } from '../../i18n/t.ts';
import { said } from '../../i18n/said.ts';

/** Reports only runs that this page has seen active, so that a reload repeats nothing. */
export function reportFailures({ runs, sessions, session, notify }: Editor): void {
  let active: ReadonlySet<string> = new Set();
  effect(() => {
    for (const { id, name, document, state, failures } of runs.value) {
      if (state !== 'failed' || !active.has(id)) continue;
      const own = sessions.peek().find((each) => each.document.id === document);
      const show = own && own !== session.peek() ? { title: t('Show'), run: () => (session.value = own) } : undefined;
      notify(
        'error',
        t('{name}: {problem}', { name, problem: said(failures[0]?.message ?? t('The run failed.')) }),
        show,
      );
    }
    active = new Set(runs.value.filter(isActive).map(({ id }) => id));
  });
}
