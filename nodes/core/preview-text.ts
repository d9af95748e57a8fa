/** Preview text: shows any plain value as text. */
import { defineNode } from '../../engine/graph/define.ts';
import { ANY, STRING } from '../../engine/graph/socket.ts';

export const previewText = defineNode({
  type: 'preview-text',
  version: 1,
  title: 'Preview text',
  category: 'value',
  description: 'Shows a text, a number or another plain value as text in the editor.',
  terminal: true,
  shows: 'text',
  inputs: { value: { kind: 'socket', socket: ANY, title: 'Value' } },
  outputs: { text: { socket: STRING, title: 'Text' } },
  run: ({ value }) => ({ text: typeof value === 'string' ? value : JSON.stringify(value, withoutBytes) }),
});

/** Bytes and numbers of pictures and tensors by their length: nobody reads millions of them. */
function withoutBytes(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return String(value);
  if (!ArrayBuffer.isView(value)) return value;
  return `${value.byteLength} bytes`;
}
