/**
 * The page that says what each node of ComfyUI is here, made from the nodes:
 * `npx vitest run test/comfyui/nodes-page.test.ts -u` writes it anew.
 */
import { expect, it } from 'vitest';
import { comfyNodes } from '../../nodes/comfyui/index.ts';
import { repoPath } from '../inference/support/goldens.ts';
import { becomes } from './becomes.ts';

const HEAD = `# Nodes of ComfyUI

What each becomes when a workflow is opened, by the path of ComfyUI's menu. Several nodes stand for one where it does
several things, not always all of them. This page is made from [nodes/comfyui](../nodes/comfyui) by a
[test](../test/comfyui/nodes-page.test.ts). More about ComfyUI's files and clients: [Coming from ComfyUI](comfyui.md).
`;

/** A line for a node. Some have no node of their own, such as guiders. */
function row(name: string, title: string): string {
  const ours = becomes(name);
  return `| \`${name}\` | ${title} | ${ours.length > 0 ? ours.join(', ') : '(inputs of the nodes behind it)'} |`;
}

function page(): string {
  const tables = new Map<string, string[]>();
  for (const node of comfyNodes.values()) {
    const rows = tables.get(node.category) ?? ['| class | ComfyUI | Inkloom |', '|---|---|---|'];
    tables.set(node.category, [...rows, row(node.class, node.title)]);
  }
  const parts = [...tables].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([name, rows]) => [`## ${name}`, '', ...rows]);
  return [HEAD, ...parts.flatMap((lines) => [...lines, ''])].join('\n');
}

it('lists every node, and what it becomes', async () => {
  await expect(page()).toMatchFileSnapshot(repoPath('docs/comfyui-nodes.md'));
});
