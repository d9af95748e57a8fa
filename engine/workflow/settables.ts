/** The settings a workflow offers to users: its parameters, and the inputs of its nodes. */
import type { InputDefinition, InputMap } from '../graph/input.ts';
import type { NodeRegistry } from '../graph/registry.ts';
import { readLink } from '../graph/graph.ts';
import { inputsOfType } from './inputs-of.ts';
import type { Workflow, WorkflowNode } from './schema.ts';

/** An input of a node. */
export interface Target {
  readonly node: string;
  readonly input: string;
}

/** One thing that can be set. */
export interface Settable {
  /** The parameter's name, or `node.input`. */
  readonly name: string;
  readonly parameter: boolean;
  readonly title: string;
  readonly description: string | undefined;
  readonly definition: InputDefinition;
  /** The value in the workflow; undefined when the node's default applies. */
  readonly current: unknown;
  /** The inputs that are set together. */
  readonly targets: readonly Target[];
}

/** Everything that can be set: parameters first, then every input that is not a link. */
export function listSettables(workflow: Workflow, registry: NodeRegistry): Settable[] {
  const parameters = Object.keys(workflow.parameters ?? {}).flatMap((name) => parameterOf(workflow, registry, name));
  const inputs = Object.entries(workflow.nodes).flatMap(([id, node]) =>
    inputsOfNode(id, node, inputsOfType(workflow, registry, node.type)),
  );
  return [...parameters, ...inputs];
}

/** A parameter, described by the first input it sets; nothing when that input does not exist. */
function parameterOf(workflow: Workflow, registry: NodeRegistry, name: string): Settable[] {
  const { sets = [], title, description } = workflow.parameters?.[name] ?? {};
  const targets = sets.map(readTarget);
  const [first] = targets;
  const definition = first && definitionOf(workflow, registry, first);
  if (!first || !definition) return [];
  return [
    {
      name,
      parameter: true,
      title: title ?? definition.title ?? name,
      description: description ?? definition.tooltip,
      definition,
      current: workflow.nodes[first.node]?.inputs?.[first.input],
      targets,
    },
  ];
}

function inputsOfNode(id: string, node: WorkflowNode, inputs: InputMap = {}): Settable[] {
  return Object.entries(inputs)
    .filter(([input, { kind }]) => kind !== 'socket' && !readLink(node.inputs?.[input]))
    .map(([input, definition]) => ({
      name: `${id}.${input}`,
      parameter: false,
      title: definition.title ?? input,
      description: definition.tooltip,
      definition,
      current: node.inputs?.[input],
      targets: [{ node: id, input }],
    }));
}

/**
 * Finds a settable by its name, or by `title.input` with the title of a node that no other node shares.
 * @returns undefined when there is none.
 */
export function findSettable(workflow: Workflow, settables: readonly Settable[], name: string): Settable | undefined {
  return settables.find((each) => each.name === name) ?? findByTitle(workflow, settables, name);
}

function findByTitle(workflow: Workflow, settables: readonly Settable[], name: string): Settable | undefined {
  const dot = name.lastIndexOf('.');
  if (dot < 0) return undefined;
  const [title, input] = [name.slice(0, dot), name.slice(dot + 1)];
  const [id, ...others] = Object.keys(workflow.nodes).filter((each) => workflow.nodes[each]?.title === title);
  if (id === undefined || others.length > 0) return undefined;
  return settables.find((each) => each.name === `${id}.${input}`);
}

/** @returns the problems of the workflow's parameters: each input they set that does not exist. */
export function checkParameters(workflow: Workflow, registry: NodeRegistry): string[] {
  const parameters = Object.entries(workflow.parameters ?? {});
  return parameters.flatMap(([name, { sets }]) =>
    sets
      .filter((target) => isMissing(workflow, registry, readTarget(target)))
      .map((target) => `parameter "${name}": there is no input "${target}"`),
  );
}

/** False for a node of an unknown type: planning reports the type. */
function isMissing(workflow: Workflow, registry: NodeRegistry, { node, input }: Target): boolean {
  const type = workflow.nodes[node]?.type;
  const inputs = type === undefined ? {} : inputsOfType(workflow, registry, type);
  return inputs !== undefined && !inputs[input];
}

/** @param text `node.input`. */
export function readTarget(text: string): Target {
  const dot = text.indexOf('.');
  return { node: text.slice(0, dot), input: text.slice(dot + 1) };
}

function definitionOf(workflow: Workflow, registry: NodeRegistry, target: Target): InputDefinition | undefined {
  const type = workflow.nodes[target.node]?.type;
  return type === undefined ? undefined : inputsOfType(workflow, registry, type)?.[target.input];
}
