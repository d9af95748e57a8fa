/** What is wrong with an input, for people who look at it: its node and name need not be said. */
import type { Issue } from '../../engine/server/protocol.ts';
import type { Editor } from '../editor.ts';

/** A message without "Node ..., input ...:" before it, beginning with a capital. */
export function sentenceOf(message: string): string {
  const rest = message.replace(/^Node "[^"]*"(, input "[^"]*")?: /, '');
  return rest.charAt(0).toUpperCase() + rest.slice(1);
}

/** Of the graph as it is, else of the latest run. Reads signals: use it in an effect or computed. */
export function fieldIssue({ issues, activity }: Pick<Editor, 'issues' | 'activity'>, node: string, input: string): string | undefined {
  const issue = issues.value.find((each: Issue) => each.node === node && each.input === input);
  if (issue) return sentenceOf(issue.message);
  const { state, field, message } = activity.value.nodes[node] ?? {};
  return state === 'failed' && field === input ? message : undefined;
}
