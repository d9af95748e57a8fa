/**
 * What a run and the checks say, by node. Inputs that still want a wire are no problem yet: they are marked, the node
 * is not.
 */
import type { Issue } from '../../../engine/protocol/index.ts';
import { sentenceOf } from '../../controls/fields/issue-text.ts';
import type { Activity } from '../../editor-context.ts';
import type { SceneWire } from '../scene/scene.ts';
import type { NodeMarks } from './node/state.ts';

const NONE: ReadonlyMap<string, string> = new Map();
const EMPTY: ReadonlySet<string> = new Set();
const GAP = 'missing-input';

export class Marks {
  #issues = new Map<string, Map<string, string>>();
  #gaps = new Map<string, Set<string>>();
  #used = new Map<string, Set<string>>();
  #activity: Activity['nodes'] = {};
  #troubled: ReadonlySet<string> = new Set();

  /** @returns nodes of which something else is said than before. */
  setIssues(issues: readonly Issue[]): ReadonlySet<string> {
    const before = new Set([...this.#issues.keys(), ...this.#gaps.keys()]);
    this.#issues = new Map();
    this.#gaps = new Map();
    for (const { code, node, input = '', message } of issues) {
      if (code === GAP) this.#gaps.set(node, (this.#gaps.get(node) ?? new Set()).add(input));
      else {
        const own = this.#issues.get(node) ?? new Map<string, string>();
        own.set(input, [own.get(input), sentenceOf(message)].filter((each) => each !== undefined).join(' '));
        this.#issues.set(node, own);
      }
    }
    this.#troubled = new Set(this.#issues.keys());
    return new Set([...before, ...this.#issues.keys(), ...this.#gaps.keys()]);
  }

  setActivity(nodes: Activity['nodes']): ReadonlySet<string> {
    const before = this.#activity;
    this.#activity = nodes;
    return new Set([...Object.keys(before), ...Object.keys(nodes)].filter((id) => before[id] !== nodes[id]));
  }

  setWires(wires: readonly SceneWire[]): ReadonlySet<string> {
    const before = this.#used;
    this.#used = new Map();
    for (const { from } of wires) {
      const own = this.#used.get(from.node) ?? new Set<string>();
      own.add(from.output);
      this.#used.set(from.node, own);
    }
    return new Set(
      [...before.keys(), ...this.#used.keys()].filter(
        (id) => [...(before.get(id) ?? [])].join('\n') !== [...(this.#used.get(id) ?? [])].join('\n'),
      ),
    );
  }

  get activity(): Activity['nodes'] {
    return this.#activity;
  }

  /** Nodes with a problem. */
  get troubled(): ReadonlySet<string> {
    return this.#troubled;
  }

  of(id: string, selection: ReadonlySet<string>): NodeMarks {
    const activity = this.#activity[id];
    const own = this.#issues.get(id) ?? NONE;
    const failure: [string, string][] =
      activity?.state === 'failed' && activity.message !== undefined ? [[activity.field ?? '', activity.message]] : [];
    return {
      activity,
      issues: failure.length > 0 ? new Map([...failure, ...own]) : own,
      gaps: this.#gaps.get(id) ?? EMPTY,
      used: this.#used.get(id) ?? EMPTY,
      selected: selection.has(id),
    };
  }
}
