/** The differences of one node between two workflows. */
import { type InputDefinition, readEach, type Workflow, type WorkflowNode } from '../../engine/protocol/index.ts';
import { t } from '../i18n/t.ts';
import { changed, type Difference } from './difference.ts';
import { type NodeTypes, shapeOf } from './graph/catalogue.ts';
import { linksOf } from './graph/links.ts';
import { sameJson } from './json.ts';
import { inputTitle, inSentence, nodeTitle } from './naming/titles.ts';
import { readSeed } from './seeds.ts';

/** A node in both workflows. */
interface Pair {
  readonly id: string;
  readonly before: Workflow;
  readonly after: Workflow;
  readonly old: WorkflowNode;
  readonly now: WorkflowNode;
  readonly types: NodeTypes;
}

export function nodeDifferences(before: Workflow, after: Workflow, id: string, types: NodeTypes): Difference[] {
  const [old, now] = [before.nodes[id], after.nodes[id]];
  if (!now) return [{ kind: 'removed', subject: nodeTitle(before, types, id), node: id }];
  const subject = nodeTitle(after, types, id);
  if (!old) return [{ kind: 'added', subject, node: id }];
  if (old === now) return [];
  const about = { subject, node: id };
  const [oldType, newType] = [shapeOf(before, types, old.type).title, shapeOf(after, types, now.type).title];
  return [
    ...changed({ ...about, what: t('type') }, t(oldType), t(newType)),
    ...changed({ ...about, what: t('title') }, old.title, now.title),
    ...changed({ ...about, what: t('mode') }, t(old.mode ?? 'active'), t(now.mode ?? 'active')),
    ...inputDifferences({ id, before, after, old, now, types }),
  ];
}

function inputDifferences(pair: Pair): Difference[] {
  const { old, now, after, types } = pair;
  const definitions = shapeOf(after, types, now.type).inputs;
  const names = new Set([...Object.keys(now.inputs ?? {}), ...Object.keys(old.inputs ?? {})]);
  return [...names].flatMap((input) => inputDifference(pair, input, definitions[input]) ?? []);
}

function inputDifference(
  { id, before, after, old, now, types }: Pair,
  input: string,
  definition: InputDefinition | undefined,
): Difference | undefined {
  const fallback = definition && 'default' in definition ? definition.default : undefined;
  // A missing value means the default, so writing the default changes nothing.
  const [oldValue, newValue] = [old.inputs?.[input] ?? fallback, now.inputs?.[input] ?? fallback];
  if (sameJson(oldValue, newValue) || (definition?.kind === 'seed' && isSameSeed(oldValue, newValue))) return undefined;
  return {
    kind: 'changed',
    subject: nodeTitle(after, types, id),
    node: id,
    what: inSentence(inputTitle(input, definition)),
    before: oldValue === undefined ? undefined : valueText(before, types, id, oldValue),
    after: newValue === undefined ? undefined : valueText(after, types, id, newValue),
  };
}

/** A seed may be written as a number or as digits. */
function isSameSeed(a: unknown, b: unknown): boolean {
  const seed = readSeed(a);
  return seed !== undefined && seed === readSeed(b);
}

/** A value as people read it. A link is named by its source. */
function valueText(workflow: Workflow, types: NodeTypes, node: string, value: unknown): string {
  const wires = linksOf(node, '', value);
  if (wires.length > 0) {
    const nodes = wires.map(({ from }) => nodeTitle(workflow, types, from.node)).join(', ');
    return t('from {nodes}', { nodes });
  }
  const textOf = (item: unknown): string => valueText(workflow, types, node, item);
  const list = readEach(value);
  if (list) return t('each of {values}', { values: list.each.map(textOf).join(', ') });
  if (Array.isArray(value)) return value.map(textOf).join(', ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}
