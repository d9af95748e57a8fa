/**
 * Marks of each node from the run and the checks. An input that still needs a wire is marked, but is not a problem yet.
 */
import type { Issue } from '../../../engine/protocol/index.ts';
import { sentenceOf } from '../../controls/fields/issue-text.ts';
import type { Activity } from '../../editor-context.ts';
import type { SceneWire } from '../scene/scene.ts';
import type { NodeMarks } from './node/state.ts';

/** Code of the issue about an input without a wire. */
const MISSING_INPUT = 'missing-input';
const NO_MESSAGES: ReadonlyMap<string, string> = new Map();
const NO_NAMES: ReadonlySet<string> = new Set();

export class Marks {
  /** Messages by node and input. */
  #issues = new Map<string, Map<string, string>>();
  /** Inputs without a wire, by node. */
  #gaps: ReadonlyMap<string, ReadonlySet<string>> = new Map();
  /** Outputs with a wire, by node. */
  #used: ReadonlyMap<string, ReadonlySet<string>> = new Map();
  /** Ids and names of the hidden wires that leave each node. */
  #sent: ReadonlyMap<string, ReadonlySet<string>> = new Map();
  #activity: Activity['nodes'] = {};
  #troubled: ReadonlySet<string> = new Set();

  /** @returns nodes whose marks may have changed. */
  setIssues(issues: readonly Issue[]): ReadonlySet<string> {
    const before = [...this.#issues.keys(), ...this.#gaps.keys()];
    const gaps = issues.filter(({ code }) => code === MISSING_INPUT);
    this.#gaps = namesByNode(gaps.map(({ node, input = '' }) => ({ node, name: input })));
    this.#issues = new Map();
    for (const issue of issues) if (issue.code !== MISSING_INPUT) this.#addIssue(issue);
    this.#troubled = new Set(this.#issues.keys());
    return new Set([...before, ...this.#issues.keys(), ...this.#gaps.keys()]);
  }

  /** Appends the message to those the input has already. */
  #addIssue({ node, input = '', message }: Issue): void {
    const messages = this.#issues.get(node) ?? new Map<string, string>();
    const earlier = messages.get(input);
    const sentence = sentenceOf(message);
    messages.set(input, earlier === undefined ? sentence : `${earlier} ${sentence}`);
    this.#issues.set(node, messages);
  }

  /** @returns nodes whose marks changed. */
  setActivity(nodes: Activity['nodes']): ReadonlySet<string> {
    const before = this.#activity;
    this.#activity = nodes;
    return new Set([...Object.keys(before), ...Object.keys(nodes)].filter((id) => before[id] !== nodes[id]));
  }

  /** @returns nodes whose marks changed. */
  setWires(wires: readonly SceneWire[]): ReadonlySet<string> {
    const before = this.#used;
    this.#used = namesByNode(wires.map(({ from }) => ({ node: from.node, name: from.output })));
    const hiddenBefore = this.#sent;
    const hidden = wires.filter((wire) => wire.hidden !== undefined);
    this.#sent = namesByNode(hidden.map(({ id, from, hidden: name }) => ({ node: from.node, name: `${id} ${name}` })));
    const isChanged = (id: string): boolean =>
      listOf(before.get(id)) !== listOf(this.#used.get(id)) ||
      listOf(hiddenBefore.get(id)) !== listOf(this.#sent.get(id));
    return new Set([...before.keys(), ...this.#used.keys()].filter(isChanged));
  }

  get activity(): Activity['nodes'] {
    return this.#activity;
  }

  /** Ids of nodes with a problem. */
  get troubled(): ReadonlySet<string> {
    return this.#troubled;
  }

  /** Inputs with an issue, by node. */
  flagged(): ReadonlyMap<string, readonly string[]> {
    const flagged = new Map([...this.#issues].map(([id, messages]) => [id, [...messages.keys()]] as const));
    for (const [id, { state, field }] of Object.entries(this.#activity))
      if (state === 'failed' && field !== undefined) flagged.set(id, [...(flagged.get(id) ?? []), field]);
    return flagged;
  }

  of(id: string, selection: ReadonlySet<string>): NodeMarks {
    const activity = this.#activity[id];
    return {
      activity,
      issues: withFailure(this.#issues.get(id) ?? NO_MESSAGES, activity),
      gaps: this.#gaps.get(id) ?? NO_NAMES,
      used: this.#used.get(id) ?? NO_NAMES,
      selected: selection.has(id),
    };
  }
}

/** Messages with the one of a failed run in front. A message of the checks about the same input replaces it. */
function withFailure(
  messages: ReadonlyMap<string, string>,
  activity: NodeMarks['activity'],
): ReadonlyMap<string, string> {
  if (activity?.state !== 'failed' || activity.message === undefined) return messages;
  return new Map([[activity.field ?? '', activity.message], ...messages]);
}

function namesByNode(
  pairs: readonly { readonly node: string; readonly name: string }[],
): ReadonlyMap<string, ReadonlySet<string>> {
  const names = new Map<string, Set<string>>();
  for (const { node, name } of pairs) names.set(node, (names.get(node) ?? new Set()).add(name));
  return names;
}

function listOf(names: ReadonlySet<string> = NO_NAMES): string {
  return [...names].join('\n');
}
