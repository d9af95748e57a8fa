/** Details of the workflow, shown while nothing is selected. */
import { renameWorkflow } from '../../document/commands/index.ts';
import type { SessionProps } from '../props.ts';
import { forecastSummary } from '../text/reasons.ts';
import { TextField } from '../ui/TextField.tsx';
import { Issues } from './Issues.tsx';
import { describeWorkflow } from './parameter-commands.ts';
import { Parameters } from './Parameters.tsx';
import { t } from '../../i18n/t.ts';

export function WorkflowDetails({ editor, session }: SessionProps) {
  const { document } = session;
  const { name, description = '', nodes } = document.workflow.value;
  const issues = editor.issues.value;
  const forecast = editor.forecast.value;
  const count = Object.keys(nodes).length;
  const unknown = count === 0 ? t('The graph is empty.') : t('Checking what has to run…');
  return (
    <>
      <header class="pn-head">
        <h2>{t('Workflow')}</h2>
      </header>
      <div class="pn-body pn-stack">
        <TextField
          label={t('Name')}
          value={t(name)}
          onCommit={(value) => session.run(renameWorkflow(document.workflow.peek(), value))}
        />
        <TextField
          label={t('Description')}
          lines={3}
          value={t(description)}
          placeholder={t('What it is for')}
          onCommit={(value) => session.run(describeWorkflow(document.workflow.peek(), value))}
        />
        <section aria-label={t('Next run')}>
          <h3 class="pn-label">{t('Next run')}</h3>
          {issues.length > 0 ? (
            <Issues editor={editor} session={session} issues={issues} named />
          ) : (
            <p class="pn-facts-text">{forecast ? forecastSummary(forecast) : unknown}</p>
          )}
        </section>
        <section aria-label={t('In the form')}>
          <h3 class="pn-label">{t('In the form')}</h3>
          <Parameters editor={editor} session={session} />
        </section>
        <p class="pn-small">{t('{count, plural, one {# node} other {# nodes}}', { count })}</p>
      </div>
    </>
  );
}
