/** The problems of a workflow as they concern the shown graph. */
import type { Issue } from '../../../engine/protocol/index.ts';
import { localId } from './activity-at.ts';
import type { GraphPath } from './path.ts';

/** Each problem under the id of a node of the shown graph; those of nodes elsewhere under none. */
export function issuesAt(issues: readonly Issue[], path: GraphPath): readonly Issue[] {
  if (path.length === 0) return issues;
  return issues.map((issue) => ({ ...issue, node: localId(issue.inner ?? issue.node, path)?.node ?? '' }));
}
