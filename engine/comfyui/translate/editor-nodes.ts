/** Nodes that exist in ComfyUI's editor only: a reroute, and a value that sets widgets. */
import type { Become } from '../define.ts';
import type { TheirNode } from '../graph.ts';
import { holderOf } from './holders.ts';
import { wire } from './wire.ts';

/** @returns undefined for a node that their server knows. */
export function editorNode(node: TheirNode): Become | undefined {
  if (node.class === 'Reroute') return reroute;
  return node.class === 'PrimitiveNode' ? (_, draft) => [primitive(node, draft)] : undefined;
}

const reroute: Become = (given, draft) => {
  const [input] = ['', 'input', '*'].filter((name) => given.has(name));
  if (input === undefined) return [];
  const from = given.wire(input);
  // Several values cannot pass one of ours.
  if (!Object.hasOwn(from, 'value')) return [from];
  return [wire(draft.add('reroute', { value: from['value'] }).out('value'))];
};

function primitive({ outputs, raw }: TheirNode, draft: Parameters<Become>[1]): ReturnType<typeof wire> {
  const [value] = Object.values((raw as { readonly widgets_values?: object }).widgets_values ?? []) as unknown[];
  const type = holderOf(outputs[0]?.type.toLowerCase());
  // A choice has no node of ours; its value is copied to where it is used.
  if (type === undefined || value === undefined) return wire(value);
  return wire(draft.add(type, { value }).out('value'));
}
