/** Documents that tests open without the page. */

/**
 * Opens a template as a new document.
 * @param values changed inputs, by `node.input`.
 * @returns the id of the document.
 */
export async function openTemplateAt(
  address: string,
  template: string,
  values: Readonly<Record<string, unknown>>,
): Promise<string> {
  const templates = (await (await fetch(`${address}/api/templates`)).json()) as readonly {
    readonly name: string;
    readonly workflow: { readonly nodes: Record<string, { readonly inputs: Record<string, unknown> }> };
  }[];
  const workflow = templates.find(({ name }) => name === template)?.workflow;
  for (const [place, value] of Object.entries(values)) {
    const [node = '', input = ''] = place.split('.');
    Object.assign(workflow?.nodes[node]?.inputs ?? {}, { [input]: value });
  }
  const answer = await fetch(`${address}/api/documents`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ workflow }),
  });
  return ((await answer.json()) as { readonly id: string }).id;
}
