/**
 * Settings: values somebody gives from outside, `name=value`, where `name` is a parameter of the workflow or
 * `node.input` with the node's id or title. The text becomes the kind of value the input takes.
 */
import { readLink } from '../graph/graph.ts';
import { closest } from '../graph/closest.ts';
import type { InputDefinition, InputMap } from '../graph/input.ts';
import type { NodeRegistry } from '../graph/registry.ts';
import { inputsOfType } from './inputs-of.ts';
import type { Workflow, WorkflowNode } from './schema.ts';
import { WorkflowError } from './workflow-error.ts';

/** Values a range such as `1..4` makes at most. */
const MAX_RANGE = 10_000;

/** One thing that can be set. */
export interface Settable {
  /** The parameter's name, or `node.input`. */
  readonly name: string;
  readonly parameter: boolean;
  readonly title: string;
  readonly description: string | undefined;
  readonly definition: InputDefinition;
  /** The value the workflow holds now; undefined when the node's default counts. */
  readonly current: unknown;
  readonly targets: readonly { readonly node: string; readonly input: string }[];
}

/** Everything that can be set: parameters first, then every input that is no link. */
export function listSettables(workflow: Workflow, registry: NodeRegistry): Settable[] {
  const found: Settable[] = [];
  for (const [name, parameter] of Object.entries(workflow.parameters ?? {})) {
    const targets = parameter.sets.map(splitTarget);
    const [first] = targets;
    const definition = first && inputOf(workflow, registry, first);
    if (!first || !definition) continue;
    found.push({
      name,
      parameter: true,
      title: parameter.title ?? definition.title ?? name,
      description: parameter.description ?? definition.tooltip,
      definition,
      current: workflow.nodes[first.node]?.inputs?.[first.input],
      targets,
    });
  }
  for (const [id, node] of Object.entries(workflow.nodes))
    found.push(...settablesOf(id, node, inputsOfType(workflow, registry, node.type)));
  return found;
}

function settablesOf(id: string, node: WorkflowNode, inputs: InputMap = {}): Settable[] {
  return Object.entries(inputs).flatMap(([input, definition]) => {
    const current = node.inputs?.[input];
    if (definition.kind === 'socket' || readLink(current)) return [];
    const title = definition.title ?? input;
    return [
      {
        name: `${id}.${input}`,
        parameter: false,
        title,
        description: definition.tooltip,
        definition,
        current,
        targets: [{ node: id, input }],
      },
    ];
  });
}

/**
 * The workflow with the settings applied. Values are checked later, with the rest of the graph.
 * @param settings texts such as `seed=7`.
 * @throws WorkflowError naming every setting that has no such input or no value of its kind.
 */
export function applySettings(workflow: Workflow, settings: readonly string[], registry: NodeRegistry): Workflow {
  const problems: string[] = [];
  const nodes = { ...workflow.nodes };
  const settables = listSettables(workflow, registry);
  for (const setting of settings) {
    const equals = setting.indexOf('=');
    const name = setting.slice(0, Math.max(equals, 0)).trim();
    const settable = settables.find((each) => each.name === name) ?? byTitle(workflow, settables, name);
    if (equals < 1) problems.push(`"${setting}" is not of the form name=value`);
    else if (!settable)
      problems.push(
        isLinked(workflow, name)
          ? `"${name}" comes from another node, so it cannot be set`
          : unknownSetting(name, settables),
      );
    else {
      const value = parseSetting(settable.definition, setting.slice(equals + 1));
      for (const { node, input } of settable.targets) {
        const old = nodes[node];
        if (old) nodes[node] = { ...old, inputs: { ...old.inputs, [input]: value } };
      }
    }
  }
  if (problems.length > 0) throw new WorkflowError('--set', problems);
  return { ...workflow, nodes };
}

/**
 * The workflow with lists of values, to run once for each: texts `name=value`, several for one name making its list. Numbers
 * may be written `1,2,3` and `1..4`. Lists of different names are combined.
 * @throws WorkflowError as {@link applySettings}.
 */
export function applyLists(workflow: Workflow, settings: readonly string[], registry: NodeRegistry): Workflow {
  const settables = listSettables(workflow, registry);
  const lists = new Map<string, unknown[]>();
  for (const setting of settings) {
    const name = setting.slice(0, Math.max(setting.indexOf('='), 0)).trim();
    const definition = (settables.find((each) => each.name === name) ?? byTitle(workflow, settables, name))?.definition;
    const texts = definition ? splitList(definition, setting.slice(setting.indexOf('=') + 1)) : [''];
    // Setting each value reports whatever is wrong with the name.
    for (const text of texts) applySettings(workflow, [`${setting.slice(0, setting.indexOf('='))}=${text}`], registry);
    lists.set(name, [
      ...(lists.get(name) ?? []),
      ...texts.map((text) => (definition ? parseSetting(definition, text) : text)),
    ]);
  }
  const nodes = { ...workflow.nodes };
  for (const [name, each] of lists) {
    for (const { node, input } of (
      settables.find((settable) => settable.name === name) ?? byTitle(workflow, settables, name)
    )?.targets ?? []) {
      const old = nodes[node];
      if (old) nodes[node] = { ...old, inputs: { ...old.inputs, [input]: { each: each as string[], axis: name } } };
    }
  }
  return { ...workflow, nodes };
}

/** Values of one setting: for numbers and seeds also comma-separated and ranges. */
function splitList(definition: InputDefinition, text: string): string[] {
  if (!['int', 'float', 'seed'].includes(definition.kind)) return [text];
  return text.split(',').flatMap((part) => {
    const [, first = '', last = ''] = /^\s*(\d+)\.\.(\d+)\s*$/.exec(part) ?? [];
    if (first === '') return [part.trim()];
    const count = Number(BigInt(last) - BigInt(first)) + 1;
    return Array.from({ length: Math.max(0, Math.min(count, MAX_RANGE)) }, (_, i) =>
      (BigInt(first) + BigInt(i)).toString(),
    );
  });
}

/** Text to the kind of value the input takes; text that does not fit stays text, and the graph check says what is wrong. */
function parseSetting(definition: InputDefinition, text: string): string | number | boolean | number[] {
  const number = text.trim() === '' ? Number.NaN : Number(text);
  switch (definition.kind) {
    case 'int':
    case 'float':
      return Number.isNaN(number) ? text : number;
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : text;
    case 'numbers': {
      const numbers = text
        .split(/[\s,]+/)
        .filter(Boolean)
        .map(Number);
      return numbers.some(Number.isNaN) ? text : numbers;
    }
    default:
      return text;
  }
}

function splitTarget(target: string): { node: string; input: string } {
  const dot = target.indexOf('.');
  return { node: target.slice(0, dot), input: target.slice(dot + 1) };
}

function inputOf(
  workflow: Workflow,
  registry: NodeRegistry,
  { node, input }: { node: string; input: string },
): InputDefinition | undefined {
  const type = workflow.nodes[node]?.type;
  return type === undefined ? undefined : inputsOfType(workflow, registry, type)?.[input];
}

function byTitle(workflow: Workflow, settables: readonly Settable[], name: string): Settable | undefined {
  const dot = name.lastIndexOf('.');
  if (dot < 0) return undefined;
  const ids = Object.keys(workflow.nodes).filter((id) => workflow.nodes[id]?.title === name.slice(0, dot));
  return ids.length === 1 ? settables.find((each) => each.name === `${ids[0]}.${name.slice(dot + 1)}`) : undefined;
}

function isLinked(workflow: Workflow, name: string): boolean {
  const { node, input } = splitTarget(name);
  return readLink(workflow.nodes[node]?.inputs?.[input]) !== undefined;
}

function unknownSetting(name: string, settables: readonly Settable[]): string {
  const names = settables.map((each) => each.name);
  const guess = closest(name, names);
  return `there is nothing called "${name}" to set. ${guess ? `Did you mean "${guess}"?` : `Known: ${names.join(', ')}.`}`;
}

/** Problems of the parameters themselves: a target that does not exist. */
export function checkParameters(workflow: Workflow, registry: NodeRegistry): string[] {
  return Object.entries(workflow.parameters ?? {}).flatMap(([name, { sets }]) =>
    sets
      .filter((target) => {
        const { node, input } = splitTarget(target);
        const type = workflow.nodes[node]?.type;
        const inputs = type === undefined ? {} : inputsOfType(workflow, registry, type);
        return inputs !== undefined && !inputs[input];
      })
      .map((target) => `parameter "${name}": there is no input "${target}"`),
  );
}
