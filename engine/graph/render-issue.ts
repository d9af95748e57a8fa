/** Words a graph issue for the user: the node, the input, the expected and the received value. */
import type { GraphIssue } from './issues.ts';
import { closest } from './closest.ts';

/** Characters of a name in a message. */
const NAME_LENGTH = 100;
/** Nodes of a path in a message. */
const PATH_LENGTH = 40;

/** A name as messages show it: the beginning of a long one. */
function cut(name: string): string {
  return name.length > NAME_LENGTH ? `${name.slice(0, NAME_LENGTH)}…` : name;
}

function list(names: readonly string[], most = 12): string {
  if (names.length === 0) return 'none';
  const shown = names.slice(0, most).map(cut).join(', ');
  return names.length > most ? `${shown} and ${names.length - most} more` : shown;
}

function pathOf(path: readonly string[]): string {
  const shown = path.slice(0, PATH_LENGTH).map(cut);
  return [...shown, ...(path.length > PATH_LENGTH ? [`${path.length - PATH_LENGTH} more`] : [])].join(' -> ');
}

function meant(received: string, known: readonly string[]): string {
  const guess = closest(received, known);
  return guess === undefined ? `Known: ${list(known)}.` : `Did you mean "${cut(guess)}"?`;
}

/** Renders an issue as one or two sentences, without a line break. */
export function renderIssue(issue: GraphIssue): string {
  const node = `Node "${cut(issue.node)}"`;
  const atInput = 'input' in issue ? `${node}, input "${cut(issue.input)}"` : node;
  switch (issue.code) {
    case 'unknown-node-type':
      return `${node}: unknown node type "${cut(issue.received)}". ${meant(issue.received, issue.known)}`;
    case 'unknown-input':
      return `${node}: has no input "${cut(issue.input)}". ${meant(issue.input, issue.known)}`;
    case 'missing-input':
      return `${atInput}: a value of type ${issue.expected} is required, nothing is given.`;
    case 'wrong-type':
      return `${atInput}: expected ${issue.expected}, got ${issue.received}.${asLink(issue.link)}`;
    case 'out-of-range':
      return `${atInput}: ${issue.received} is outside ${issue.min} to ${issue.max}.`;
    case 'not-a-multiple': {
      const nearest = issue.nearest.join(' or ');
      return `${atInput}: ${issue.received} is not a multiple of ${issue.step}; nearest: ${nearest}.`;
    }
    case 'not-an-option':
      return `${atInput}: "${cut(issue.received)}" is not one of: ${list(issue.options, 40)}.`;
    case 'unknown-source-node':
      return `${atInput}: linked to node "${cut(issue.source)}", which does not exist.`;
    case 'unknown-source-output':
      if (issue.output === '')
        return (
          `${atInput}: the link names no output. ` +
          `Write { "from": "${cut(issue.source)}.OUTPUT" }, with one of: ${list(issue.known)}.`
        );
      return (
        `${atInput}: node "${cut(issue.source)}" has no output "${cut(issue.output)}". ` +
        meant(issue.output, issue.known)
      );
    case 'type-mismatch':
      return (
        `${atInput}: expects ${issue.expected}, ` +
        `but "${cut(issue.source)}.${cut(issue.output)}" gives ${issue.received}.`
      );
    case 'unknown-subgraph':
      return `${node}: there is no subgraph "${cut(issue.received)}". ${meant(issue.received, issue.known)}`;
    case 'recursive-subgraph':
      return `${node}: a subgraph contains itself: ${pathOf(issue.path)}.`;
    case 'too-deep':
      return `${node}: subgraphs nest more than ${issue.max} levels deep here.`;
    case 'too-many-nodes': {
      const made = 'Once subgraphs and lists of values are unrolled, the workflow';
      const count = Number.isSafeInteger(issue.received) ? issue.received : 'countless';
      return `${made} has ${count} nodes; the most is ${issue.max}. Use shorter lists, or fewer subgraphs.`;
    }
    case 'empty-list':
      return `${atInput}: a list of values to run for is empty.`;
    case 'too-many-lists':
      return `${node}: combines more than ${issue.max} lists of values; give lists that belong together one axis.`;
    case 'too-many-runs': {
      const times = `${issue.received} times, once for each combination of its lists`;
      return `${node}: would run ${times}; the most is ${issue.max}.`;
    }
    case 'cycle':
      return `The graph has a cycle: ${pathOf(issue.path)}.`;
    case 'unknown-target':
      return `There is no node "${cut(issue.node)}" to run. ${meant(issue.node, issue.known)}`;
    case 'cut-off':
      return cutOff(issue);
    case 'no-outputs':
      return 'The workflow has no node that gives a result (such as "save-image"), so there is nothing to run.';
  }
}

function cutOff({ node, by, why }: Extract<GraphIssue, { readonly code: 'cut-off' }>): string {
  if (node === by) return `Nothing is left to run: node "${cut(node)}" is ${why === 'mute' ? 'muted' : 'bypassed'}.`;
  const state =
    why === 'mute' ? 'is muted' : 'is bypassed, and none of its inputs can take the place of what is read from it';
  return `Nothing is left to run: node "${cut(node)}" needs node "${cut(by)}", which ${state}.`;
}

function asLink(link: string | undefined): string {
  return link === undefined ? '' : ` A link is written ${link}.`;
}
