/** What a run and the checks say, by node. */
import type { Issue } from '../../engine/server/protocol.ts';
import type { Activity } from '../editor.ts';
import type { SceneWire } from './scene/scene.ts';
import type { NodeMarks } from './node/node-view.ts';

const NONE: ReadonlyMap<string, string> = new Map();
const UNUSED: ReadonlySet<string> = new Set();

export class Marks {
  #issues = new Map<string, Map<string, string>>();
  #used = new Map<string, Set<string>>();
  #activity: Activity['nodes'] = {};
  #troubled: ReadonlySet<string> = new Set();

  /** @returns nodes of which something else is said than before. */
  setIssues(issues: readonly Issue[]): ReadonlySet<string> {
    const before = this.#issues;
    this.#issues = new Map();
    for (const { node, input = '', message } of issues) {
      const own = this.#issues.get(node) ?? new Map<string, string>();
      own.set(input, own.has(input) ? `${own.get(input)} ${message}` : message);
      this.#issues.set(node, own);
    }
    this.#troubled = new Set(this.#issues.keys());
    return new Set([...before.keys(), ...this.#issues.keys()]);
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
    return new Set([...before.keys(), ...this.#used.keys()].filter((id) => [...(before.get(id) ?? [])].join('\n') !== [...(this.#used.get(id) ?? [])].join('\n')));
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
    const failure: [string, string][] = activity?.state === 'failed' && activity.message !== undefined ? [[activity.field ?? '', activity.message]] : [];
    return { activity, issues: failure.length > 0 ? new Map([...own, ...failure]) : own, used: this.#used.get(id) ?? UNUSED, selected: selection.has(id) };
  }
}
