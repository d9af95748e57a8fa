/** Turns the expansion of a node into tasks. It passes the same checks as a graph written by hand. */
import { checkNode, type PlannedInput, type PlannedNode } from '../../graph/check-node.ts';
import type { Expansion, ExpansionInput, OutputMap } from '../../graph/define.ts';
import { GraphError } from '../../graph/graph-error.ts';
import { link } from '../../graph/graph.ts';
import { socketOf } from '../../graph/input.ts';
import type { GraphIssue } from '../../graph/issues.ts';
import { validOrder } from '../../graph/plan.ts';
import type { NodeRegistry } from '../../graph/registry.ts';
import { socketType } from '../../graph/socket.ts';
import { rankChildren } from '../tasks/rank.ts';
import { addReader } from '../tasks/release.ts';
import { createTask, type Task, type TaskInput, tasksOf } from '../tasks/task.ts';

export interface ExpandedTasks {
  /** Sources first. */
  readonly tasks: readonly Task[];
  readonly outputs: ReadonlyMap<string, TaskInput>;
}

/** Id of the expanding node among its children. No child can have it: ids contain no `$`. */
const PARENT = '$parent';

function asWritten(input: ExpansionInput): unknown {
  if ('literal' in input) return input.literal;
  return 'parentInput' in input ? link(PARENT, input.parentInput) : link(input.node, input.output);
}

/**
 * @throws GraphError when the expansion is not a valid graph or does not give every output of `parent`.
 */
export function expandTask(parent: Task, expansion: Expansion, registry: NodeRegistry): ExpandedTasks {
  const issues: GraphIssue[] = [];
  const children = new Map<string, Task>();
  const resolve = (input: PlannedInput): TaskInput | undefined => {
    if (input.kind === 'literal') return input;
    if (input.kind === 'list') return { kind: 'list', items: input.items.flatMap((item) => resolve(item) ?? []) };
    if (input.source === PARENT) return parent.inputs.get(input.output);
    const task = children.get(input.source);
    return task && { kind: 'task', task, output: input.output };
  };
  for (const { id, definition, inputs: planned } of planChildren(parent, expansion, registry, issues)) {
    const inputs = new Map<string, TaskInput>();
    for (const [name, input] of planned) {
      const source = resolve(input);
      if (source) {
        addReader(source);
        inputs.set(name, source);
      } else if (!definition.inputs[name]?.optional)
        issues.push({ code: 'missing-input', node: id, input: name, expected: 'a value' });
    }
    children.set(id, createTask(`${parent.id}/${id}`, definition, inputs, parent));
  }
  const outputs = new Map<string, TaskInput>();
  for (const name of Object.keys(parent.definition.outputs)) {
    const given = expansion.outputs[name];
    const source = given && resolve(plannedInput(given));
    if (source) {
      addReader(source);
      outputs.set(name, source);
    } else issues.push({ code: 'missing-input', node: parent.id, input: name, expected: 'an output of the expansion' });
  }
  if (issues.length > 0) throw new GraphError(issues);
  rankChildren(parent, tasksOf(outputs.values()), children.size);
  return { tasks: [...children.values()], outputs };
}

function plannedInput(input: ExpansionInput): PlannedInput {
  if ('literal' in input) return { kind: 'literal', value: input.literal };
  return 'parentInput' in input
    ? { kind: 'link', source: PARENT, output: input.parentInput }
    : { kind: 'link', source: input.node, output: input.output };
}

function planChildren(parent: Task, expansion: Expansion, registry: NodeRegistry, issues: GraphIssue[]): PlannedNode[] {
  const parentOutputs: OutputMap = Object.fromEntries(
    Object.entries(parent.definition.inputs).map(([name, input]) => [name, { socket: socketType(socketOf(input)) }]),
  );
  const sources = (id: string): OutputMap | 'unknown' | undefined => {
    if (id === PARENT) return parentOutputs;
    const child = expansion.nodes[id];
    return child && (registry.get(child.type)?.outputs ?? 'unknown');
  };
  const checked = new Map<string, PlannedNode>();
  for (const [id, { type, inputs }] of Object.entries(expansion.nodes)) {
    const written = Object.fromEntries(Object.entries(inputs).map(([name, input]) => [name, asWritten(input)]));
    const planned = checkNode(id, { type, inputs: written }, registry, sources, issues);
    if (planned) checked.set(id, planned);
  }
  return validOrder(checked, new Set(), issues).flatMap((id) => checked.get(id) ?? []);
}
