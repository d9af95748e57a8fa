/** The way to the subgraph that is shown: names of what is around it, to go back to. Absent outside of subgraphs. */
import type { Workflow } from '../../../engine/protocol/index.ts';
import { nodeTitle } from '../../document/naming/titles.ts';
import { graphAt } from '../../document/nested/graph-at.ts';
import { subgraphAt } from '../../document/nested/path.ts';
import type { Editor } from '../../editor-context.ts';
import { Icon } from '../../Icon.tsx';
import { t } from '../../i18n/t.ts';

export function Breadcrumbs({ editor }: { readonly editor: Editor }) {
  const session = editor.session.value;
  const path = session?.path.value ?? [];
  if (!session || path.length === 0) return null;
  const whole = session.whole.value;
  const titles = path.map((id, index) => {
    const around: Workflow = graphAt(whole, subgraphAt(whole, path.slice(0, index))) ?? whole;
    return nodeTitle(around, editor.types.value, id);
  });
  return (
    <nav class="pn-path" aria-label={t('Where you are')}>
      <ol>
        <li>
          <button type="button" class="pn-path-step" onClick={() => session.enter([])}>
            {t(whole.name)}
          </button>
        </li>
        {titles.map((title, index) => (
          <li key={path.slice(0, index + 1).join(':')}>
            <Icon name="chevronRight" />
            {index === titles.length - 1 ? (
              <span class="pn-path-here" aria-current="page">
                {title}
              </span>
            ) : (
              <button type="button" class="pn-path-step" onClick={() => session.enter(path.slice(0, index + 1))}>
                {title}
              </button>
            )}
          </li>
        ))}
      </ol>
      <button
        type="button"
        class="icon-button"
        aria-label={t('Leave the subgraph')}
        title={t('Leave the subgraph (Esc)')}
        onClick={() => session.enter(path.slice(0, -1))}
      >
        <Icon name="x" />
      </button>
    </nav>
  );
}
