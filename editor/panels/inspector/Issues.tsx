/** The issues that keep a workflow from running. A click on one shows its node. */
import type { Issue } from '../../../engine/protocol/index.ts';
import { sentenceOf } from '../../controls/fields/issue-text.ts';
import { nodeTitle } from '../../document/naming/titles.ts';
import type { SessionProps } from '../props.ts';
import { Icon } from '../../Icon.tsx';
import { t } from '../../i18n/t.ts';

export interface IssuesProps extends SessionProps {
  readonly issues: readonly Issue[];
  /** Whether each issue names its node. */
  readonly named: boolean;
}

export function Issues({ editor, session, issues, named }: IssuesProps) {
  const workflow = session.document.workflow.value;
  return (
    <ul class="pn-issues" aria-label={t('Issues')}>
      {issues.map((issue, index) => (
        <li key={`${issue.node}.${issue.input}.${issue.code}.${index}`}>
          <button
            type="button"
            class="pn-issue"
            disabled={issue.node === ''}
            onClick={() => editor.reveal(issue.node, issue.input)}
          >
            <Icon name="circleAlert" />
            <span>
              {named && issue.node !== '' && <strong>{nodeTitle(workflow, editor.types.value, issue.node)}</strong>}
              <span>{sentenceOf(issue.message)}</span>
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}
