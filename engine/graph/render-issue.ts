/** Words a graph issue for people: which node, which field, what was expected, what came. */
import type { GraphIssue } from './issues.ts';
import { closest } from './closest.ts';

function list(names: readonly string[], most = 12): string {
  if (names.length === 0) return 'none';
  const shown = names.slice(0, most).join(', ');
  return names.length > most ? `${shown} and ${names.length - most} more` : shown;
}

function meant(received: string, known: readonly string[]): string {
  const guess = closest(received, known);
  return guess === undefined ? `Known: ${list(known)}.` : `Did you mean "${guess}"?`;
}

/** One sentence or two, in plain English, without a final line break. */
export function renderIssue(issue: GraphIssue): string {
  switch (issue.code) {
    case 'unknown-node-type':
      return `Node "${issue.node}": unknown node type "${issue.received}". ${meant(issue.received, issue.known)}`;
    case 'unknown-input':
      return `Node "${issue.node}": has no input "${issue.input}". ${meant(issue.input, issue.known)}`;
    case 'missing-input':
      return `Node "${issue.node}", input "${issue.input}": a value of type ${issue.expected} is required, nothing is given.`;
    case 'wrong-type':
      return `Node "${issue.node}", input "${issue.input}": expected ${issue.expected}, got ${issue.received}.`;
    case 'out-of-range':
      return `Node "${issue.node}", input "${issue.input}": ${issue.received} is outside ${issue.min} to ${issue.max}.`;
    case 'not-a-multiple':
      return `Node "${issue.node}", input "${issue.input}": ${issue.received} is not a multiple of ${issue.step}; nearest: ${issue.nearest.join(' or ')}.`;
    case 'not-an-option':
      return `Node "${issue.node}", input "${issue.input}": "${issue.received}" is not one of: ${list(issue.options, 40)}.`;
    case 'unknown-source-node':
      return `Node "${issue.node}", input "${issue.input}": linked to node "${issue.source}", which does not exist.`;
    case 'unknown-source-output':
      return `Node "${issue.node}", input "${issue.input}": node "${issue.source}" has no output "${issue.output}". ${meant(issue.output, issue.known)}`;
    case 'type-mismatch':
      return `Node "${issue.node}", input "${issue.input}": expects ${issue.expected}, but "${issue.source}.${issue.output}" gives ${issue.received}.`;
    case 'unknown-subgraph':
      return `Node "${issue.node}": there is no subgraph "${issue.received}". ${meant(issue.received, issue.known)}`;
    case 'recursive-subgraph':
      return `Node "${issue.node}": a subgraph contains itself: ${issue.path.join(' -> ')}.`;
    case 'empty-list':
      return `Node "${issue.node}", input "${issue.input}": a list of values to run for is empty.`;
    case 'too-many-runs':
      return `Node "${issue.node}": would run ${issue.received} times, once for each combination of its lists; the most is ${issue.max}.`;
    case 'cycle':
      return `The graph has a cycle: ${issue.path.join(' -> ')}.`;
    case 'unknown-target':
      return `There is no node "${issue.node}" to run. ${meant(issue.node, issue.known)}`;
    case 'no-outputs':
      return 'The workflow has no node that gives a result (such as "save-image"), so there is nothing to run.';
  }
}
