/** The differences between two workflows, side by side. */
import type { ComponentChild } from 'preact';
import type { Difference } from '../../document/diff.ts';
import { t } from '../../i18n/t.ts';

export interface DiffTableProps {
  readonly differences: readonly Difference[];
  readonly before: string;
  readonly after: string;
}

export function DiffTable({ differences, before, after }: DiffTableProps) {
  return (
    <table class="pn-diff">
      <thead>
        <tr>
          <th scope="col">{t('Change')}</th>
          <th scope="col">{before}</th>
          <th scope="col">{after}</th>
        </tr>
      </thead>
      <tbody>
        {differences.map((difference, index) => (
          <tr key={index} class={`pn-diff-${difference.kind}`}>
            <th scope="row">
              <span>{difference.subject}</span>
              {difference.what !== undefined && <span class="pn-small">{difference.what}</span>}
            </th>
            <td>{beforeText(difference)}</td>
            <td>{afterText(difference)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function beforeText({ kind, before }: Difference): ComponentChild {
  if (kind === 'added') return <i>{t('absent')}</i>;
  return before ?? (kind === 'removed' ? t('present') : <i>{t('default')}</i>);
}

function afterText({ kind, after }: Difference): ComponentChild {
  if (kind === 'removed') return <i>{t('removed')}</i>;
  return after ?? (kind === 'added' ? t('added') : <i>{t('default')}</i>);
}
