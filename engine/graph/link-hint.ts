/** Recognises links that are written in another form than `{ "from": "node.output" }`, and says how to write them. */
import type { OutputMap } from './define.ts';

/** Gives the outputs of a node; undefined when there is no such node or its type is unknown. */
export type OutputsOf = (node: string) => OutputMap | undefined;

/**
 * How a value that seems meant as a link is written; undefined for other values. Known forms: `"node.output"`,
 * `["node", 0]` and `["node", "output"]` (ComfyUI counts outputs), `{ "from": ["node", "output"] }`, and objects with a
 * node and an output.
 */
export function linkMeant(value: unknown, outputsOf: OutputsOf): string | undefined {
  const meant = placeMeant(value);
  if (!meant) return undefined;
  const [node, output] = meant;
  const outputs = outputsOf(node);
  if (!outputs) return undefined;
  const names = Object.keys(outputs);
  const name = typeof output === 'number' ? names[output] : (output ?? (names.length === 1 ? names[0] : undefined));
  if (name !== undefined && Object.hasOwn(outputs, name)) return `{ "from": "${node}.${name}" }`;
  return names.length > 0 ? `{ "from": "${node}.OUTPUT" }, with one of its outputs: ${names.join(', ')}` : undefined;
}

/** The node and the output, by name or number, that a value seems to mean. */
function placeMeant(value: unknown): readonly [node: string, output: string | number | undefined] | undefined {
  if (typeof value === 'string') return split(value);
  if (Array.isArray(value)) {
    const [node, output] = value as readonly unknown[];
    const isNode = typeof node === 'string' || typeof node === 'number';
    const isOutput = typeof output === 'string' || typeof output === 'number';
    return value.length === 2 && isNode && isOutput ? [String(node), output] : undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const fields = value as Readonly<Record<string, unknown>>;
  const whole = fields['from'] ?? fields['link'] ?? fields['source'];
  if (whole !== undefined) return placeMeant(whole);
  return placeMeant([fields['node'] ?? fields['id'], fields['output'] ?? fields['socket'] ?? fields['slot']]);
}

function split(text: string): readonly [string, string | undefined] {
  const dot = text.indexOf('.');
  return dot < 0 ? [text, undefined] : [text.slice(0, dot), text.slice(dot + 1)];
}
