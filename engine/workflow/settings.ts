/**
 * Settings: values given from outside as `name=value`, where the name is a parameter of the workflow, or `node.input`
 * with the node's id or title. The text becomes the kind of value the input takes.
 */
import { closest } from '../graph/closest.ts';
import { MAX_RUNS } from '../graph/flatten/value-lists.ts';
import { readLink } from '../graph/graph.ts';
import type { NodeRegistry } from '../graph/registry.ts';
import { parseSetting, splitList } from './parse-setting.ts';
import type { Workflow } from './schema.ts';
import { findSettable, listSettables, readTarget, type Settable } from './settables.ts';
import { WorkflowError } from './workflow-error.ts';

/** A setting whose name leads somewhere. */
interface Setting {
  /** As it was given. */
  readonly name: string;
  readonly text: string;
  readonly settable: Settable;
}

/** A literal as a workflow file holds it. */
export type InputValue = NonNullable<Workflow['nodes'][string]['inputs']>[string];

/**
 * The workflow with the settings applied; of two for one input the later wins. Values are checked later, with the
 * graph.
 * @param settings texts such as `seed=7`.
 * @throws WorkflowError naming every setting whose name leads nowhere.
 */
export function applySettings(workflow: Workflow, settings: readonly string[], registry: NodeRegistry): Workflow {
  return readSettings('--set', workflow, settings, registry).reduce(
    (changed, { settable, text }) => withValue(changed, settable, parseSetting(settable.definition, text)),
    workflow,
  );
}

/**
 * The workflow with lists of values, to run once for each value. Lists of different names are combined.
 * @param settings texts such as `seed=7`; several for one name make one list. Numbers may be written `1,2,3` and
 * `1..4`.
 * @throws WorkflowError naming every setting whose name leads nowhere, or that gives too many values.
 */
export function applyLists(workflow: Workflow, settings: readonly string[], registry: NodeRegistry): Workflow {
  const read = readSettings('--each', workflow, settings, registry);
  const problems: string[] = [];
  let changed = workflow;
  for (const name of new Set(read.map((setting) => setting.name))) {
    const parts = read.filter((setting) => setting.name === name);
    const values = parts.flatMap((part) => valuesOf(part, problems));
    if (values.length > MAX_RUNS) problems.push(`${name} gets ${values.length} values; the most is ${MAX_RUNS}`);
    const [first] = parts;
    if (first) changed = withValue(changed, first.settable, { each: values, axis: name });
  }
  if (problems.length > 0) throw new WorkflowError('--each', problems);
  return changed;
}

/** The values of a list; a problem is added, and nothing returned, for a range that cannot be used. */
function valuesOf({ name, text, settable: { definition } }: Setting, problems: string[]): InputValue[] {
  try {
    return splitList(definition, text).map((each) => parseSetting(definition, each));
  } catch (error) {
    problems.push(`${name}: ${(error as RangeError).message}`);
    return [];
  }
}

/**
 * @param option names the settings in errors.
 * @throws WorkflowError naming every setting whose name leads nowhere.
 */
function readSettings(
  option: '--set' | '--each',
  workflow: Workflow,
  settings: readonly string[],
  registry: NodeRegistry,
): Setting[] {
  const settables = listSettables(workflow, registry);
  const problems: string[] = [];
  const read: Setting[] = [];
  for (const setting of settings) {
    const equals = setting.indexOf('=');
    const name = setting.slice(0, Math.max(equals, 0)).trim();
    const settable = findSettable(workflow, settables, name);
    if (equals < 1) problems.push(`"${setting}" is not of the form name=value`);
    else if (settable) read.push({ name, text: setting.slice(equals + 1), settable });
    else problems.push(problemOf(workflow, settables, name));
  }
  if (problems.length > 0) throw new WorkflowError(option, problems);
  return read;
}

/** Why nothing can be set under a name. */
function problemOf(workflow: Workflow, settables: readonly Settable[], name: string): string {
  const { node, input } = readTarget(name);
  if (readLink(workflow.nodes[node]?.inputs?.[input])) return `"${name}" comes from another node, so it cannot be set`;
  const names = settables.map((each) => each.name);
  const guess = closest(name, names);
  const hint = guess === undefined ? `Known: ${names.join(', ')}.` : `Did you mean "${guess}"?`;
  return `there is nothing called "${name}" to set. ${hint}`;
}

/** The workflow with a value in every input that a settable sets. The value is checked later, with the graph. */
export function withValue(workflow: Workflow, { targets }: Settable, value: InputValue): Workflow {
  const nodes = { ...workflow.nodes };
  for (const { node, input } of targets) {
    const old = nodes[node];
    if (old) nodes[node] = { ...old, inputs: { ...old.inputs, [input]: value } };
  }
  return { ...workflow, nodes };
}
