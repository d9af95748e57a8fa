/** What is different between two workflows, side by side. */
import type { Difference } from '../../document/diff.ts';

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
          <th scope="col">What</th>
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
            <td>
              {difference.kind === 'added' ? (
                <i>not there</i>
              ) : (
                (difference.before ?? (difference.kind === 'removed' ? 'there' : <i>default</i>))
              )}
            </td>
            <td>
              {difference.kind === 'removed' ? (
                <i>removed</i>
              ) : (
                (difference.after ?? (difference.kind === 'added' ? 'added' : <i>default</i>))
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
