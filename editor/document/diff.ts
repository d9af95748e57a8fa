/** What is different between two workflows, for people: before one replaces the other, and between two runs. */
import { readEach, type Workflow, type WorkflowNode } from '../../engine/protocol/index.ts';
import { type NodeTypes, shapeOf } from './graph/catalogue.ts';
import { sameJson } from './json.ts';
import { linksOf } from './graph/links.ts';
import { readSeed } from './seeds.ts';
import { inputTitle, inSentence, nodeTitle } from './naming/titles.ts';

export interface Difference {
  readonly kind: 'added' | 'removed' | 'changed';
  /** What it is about: a node by its title, a parameter, the workflow. */
  readonly subject: string;
  /** The id of the node it is about. */
  readonly node?: string | undefined;
  /** What of it: an input, the title, the mode. Absent for the whole. */
  readonly what?: string | undefined;
  /** As text: "20", "from Decode". Absent when there was or is nothing. */
  readonly before?: string | undefined;
  readonly after?: string | undefined;
}

export interface DiffOptions {
  /** For the titles of nodes and inputs. Default: their names. */
  readonly types?: NodeTypes | undefined;
  /** Tell also what moved and looks different. Default false. */
  readonly view?: boolean | undefined;
}

/** From `before` to `after`: name and parameters, then nodes in the order of the documents, those that went last. */
export function diffWorkflows(
  before: Workflow,
  after: Workflow,
  { types = new Map(), view = false }: DiffOptions = {},
): Difference[] {
  const ids = [
    ...Object.keys(after.nodes),
    ...Object.keys(before.nodes).filter((id) => !Object.hasOwn(after.nodes, id)),
  ];
  return [
    ...changed({ subject: 'Workflow', what: 'name' }, before.name, after.name),
    ...changed({ subject: 'Workflow', what: 'description' }, before.description, after.description),
    ...parameterDifferences(before, after),
    ...ids.flatMap((id) => nodeDifferences(before, after, id, types)),
    ...subgraphDifferences(before, after),
    ...(view ? viewDifferences(before, after, types) : []),
  ];
}

/** One difference as a sentence: "Steps of Schedule: 20 → 30". */
export function differenceText({ kind, subject, what, before, after }: Difference): string {
  const about = what === undefined ? subject : `${what.charAt(0).toUpperCase()}${what.slice(1)} of ${subject}`;
  if (kind === 'changed') return `${about}: ${before ?? 'default'} → ${after ?? 'default'}`;
  return `${about} ${kind}${(after ?? before) === undefined ? '' : `: ${after ?? before}`}`;
}

function nodeDifferences(before: Workflow, after: Workflow, id: string, types: NodeTypes): Difference[] {
  const [old, node] = [before.nodes[id], after.nodes[id]];
  if (!node) return [{ kind: 'removed', subject: nodeTitle(before, types, id), node: id }];
  const subject = nodeTitle(after, types, id);
  if (!old) return [{ kind: 'added', subject, node: id }];
  if (old === node) return [];
  const about = { subject, node: id };
  return [
    ...changed(
      { ...about, what: 'type' },
      shapeOf(before, types, old.type).title,
      shapeOf(after, types, node.type).title,
    ),
    ...changed({ ...about, what: 'title' }, old.title, node.title),
    ...changed({ ...about, what: 'mode' }, old.mode ?? 'active', node.mode ?? 'active'),
    ...inputDifferences(before, after, id, old, node, types),
  ];
}

function inputDifferences(
  before: Workflow,
  after: Workflow,
  id: string,
  old: WorkflowNode,
  node: WorkflowNode,
  types: NodeTypes,
): Difference[] {
  const [oldInputs, inputs] = [old.inputs ?? {}, node.inputs ?? {}];
  const definitions = shapeOf(after, types, node.type).inputs;
  return [...new Set([...Object.keys(inputs), ...Object.keys(oldInputs)])].flatMap((input): Difference[] => {
    if (sameJson(oldInputs[input], inputs[input])) return [];
    const definition = definitions[input];
    const fallback = definition && 'default' in definition ? definition.default : undefined;
    // A value left out means its default, and a seed is the same as a number and as digits: writing it another way changes nothing.
    const [a, b] = [oldInputs[input] ?? fallback, inputs[input] ?? fallback];
    if (sameJson(a, b) || (definition?.kind === 'seed' && readSeed(a) !== undefined && readSeed(a) === readSeed(b)))
      return [];
    const text = (workflow: Workflow, value: unknown): string | undefined =>
      value === undefined
        ? fallback === undefined
          ? undefined
          : valueText(workflow, types, id, fallback)
        : valueText(workflow, types, id, value);
    return [
      {
        kind: 'changed',
        subject: nodeTitle(after, types, id),
        node: id,
        what: inSentence(inputTitle(input, definition)),
        before: text(before, oldInputs[input]),
        after: text(after, inputs[input]),
      },
    ];
  });
}

/** A value as people read it; a link by what it comes from. */
export function valueText(workflow: Workflow, types: NodeTypes, node: string, value: unknown): string {
  const wires = linksOf(node, '', value);
  if (wires.length > 0) return `from ${wires.map(({ from }) => nodeTitle(workflow, types, from.node)).join(', ')}`;
  const each = readEach(value);
  if (each) return `each of ${each.each.map((item) => valueText(workflow, types, node, item)).join(', ')}`;
  return typeof value === 'string'
    ? value
    : Array.isArray(value)
      ? value.map((item) => valueText(workflow, types, node, item)).join(', ')
      : JSON.stringify(value);
}

function parameterDifferences(before: Workflow, after: Workflow): Difference[] {
  const [old, now] = [before.parameters ?? {}, after.parameters ?? {}];
  return [...new Set([...Object.keys(now), ...Object.keys(old)])].flatMap((name): Difference[] => {
    const subject = `Parameter ${now[name]?.title ?? old[name]?.title ?? name}`;
    if (!old[name]) return [{ kind: 'added', subject, after: now[name]?.sets.join(', ') }];
    if (!now[name]) return [{ kind: 'removed', subject, before: old[name].sets.join(', ') }];
    return [
      ...changed({ subject, what: 'title' }, old[name].title, now[name].title),
      ...changed({ subject, what: 'description' }, old[name].description, now[name].description),
      ...changed({ subject, what: 'inputs' }, old[name].sets.join(', '), now[name].sets.join(', ')),
    ];
  });
}

function subgraphDifferences(before: Workflow, after: Workflow): Difference[] {
  const [old, now] = [before.subgraphs ?? {}, after.subgraphs ?? {}];
  return [...new Set([...Object.keys(now), ...Object.keys(old)])].flatMap((name): Difference[] => {
    const subject = `Subgraph ${name}`;
    if (!old[name]) return [{ kind: 'added', subject }];
    if (!now[name]) return [{ kind: 'removed', subject }];
    return sameJson(old[name], now[name])
      ? []
      : [
          {
            kind: 'changed',
            subject,
            before: `${Object.keys(old[name].nodes).length} nodes`,
            after: `${Object.keys(now[name].nodes).length} nodes`,
          },
        ];
  });
}

function viewDifferences(before: Workflow, after: Workflow, types: NodeTypes): Difference[] {
  const moved = Object.keys(after.nodes).filter(
    (id) => Object.hasOwn(before.nodes, id) && !sameJson(before.view?.nodes?.[id], after.view?.nodes?.[id]),
  );
  const differ = (kind: 'notes' | 'groups', subject: string): Difference[] => {
    const [old, now] = [before.view?.[kind] ?? {}, after.view?.[kind] ?? {}];
    return sameJson(old, now)
      ? []
      : [{ kind: 'changed', subject, before: String(Object.keys(old).length), after: String(Object.keys(now).length) }];
  };
  return [
    ...moved.map((id): Difference => ({
      kind: 'changed',
      subject: nodeTitle(after, types, id),
      node: id,
      what: 'place or look',
    })),
    ...differ('notes', 'Notes'),
    ...differ('groups', 'Groups'),
  ];
}

function changed(
  about: Pick<Difference, 'subject' | 'node' | 'what'>,
  before: string | undefined,
  after: string | undefined,
): Difference[] {
  return before === after ? [] : [{ kind: 'changed', ...about, before, after }];
}
