/** Beside the Run button, in a place of its own: what the next run will take, or what keeps the graph from running. */
import type { Editor } from '../../editor-context.ts';
import { Icon } from '../../Icon.tsx';
import { t } from '../../i18n/t.ts';
import { forecastText } from '../session/runs/forecast-text.ts';
import { isEmpty } from '../session/runs/is-empty.ts';
import { issueText } from '../session/runs/issue-sentence.ts';

export function RunOutlook({ editor }: { readonly editor: Editor }) {
  const whole = editor.session.value?.whole.value;
  const issues = isEmpty(editor) ? [] : editor.issues.value;
  const first = issues.find(({ node }) => node !== '') ?? issues[0];
  if (!first || !whole) {
    const text = isEmpty(editor) ? undefined : forecastText(editor.forecast.value);
    return (
      <span class="app-run-outlook" title={text}>
        {text}
      </span>
    );
  }
  const sentence = issueText(whole, editor.types.value, first);
  const count = t('{problems, plural, one {# problem} other {# problems}}', { problems: issues.length });
  return (
    <button
      type="button"
      class="app-run-outlook is-problem"
      title={issues.length > 1 ? `${count}: ${sentence}` : sentence}
      aria-label={t('{count}: {sentence} Show it', { count, sentence })}
      disabled={first.node === ''}
      onClick={() => editor.reveal(first.node, first.input)}
    >
      <Icon name="triangleAlert" />
      {issues.length > 1 && <span class="app-run-count">{issues.length}</span>}
      <span class="app-run-sentence">{sentence}</span>
    </button>
  );
}
