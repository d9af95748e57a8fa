/** Two tabs on one document, one of which loses its connection. */
import { expect, it } from 'vitest';
import { EditorPage } from './support/editor-page.ts';
import { inBrowser } from './support/in-browser.ts';
import { watchedPage } from './support/inkloom.ts';

const parts = inBrowser();

async function setField(editor: EditorPage, node: string, field: string, value: string): Promise<void> {
  await editor.approach(node);
  await editor.node(node).getByLabel(field, { exact: true }).fill(value);
  await editor.page.keyboard.press('Enter');
  await editor.canvas.focus();
}

it('keeps the edits of both, including those made offline before a reload', async () => {
  const [first, second] = [await watchedPage(parts.browser), await watchedPage(parts.browser)];
  const [one, two] = [new EditorPage(first.page), new EditorPage(second.page)];
  await one.openTemplate(parts.server.address, 'text-to-image');
  let away = false;
  const sockets = new Set<{ close(): Promise<void> }>();
  await second.page.routeWebSocket(/\/api\/live/, (socket) => {
    if (away) {
      void socket.close();
      return;
    }
    sockets.add(socket);
    socket.connectToServer();
  });
  await two.open(first.page.url());
  await two.page.getByText('8 nodes').waitFor();

  await setField(one, 'Size', 'Width', '64');
  await setField(two, 'Size', 'Height', '96');
  for (const editor of [one, two])
    await expect
      .poll(async () => (await editor.workflow()).nodes['size']?.inputs)
      .toMatchObject({ width: 64, height: 96 });
  await one.approach('Size');
  await expect.poll(() => one.node('Size').getByLabel('Height', { exact: true }).inputValue()).toBe('96');

  away = true;
  await Promise.all([...sockets].map((socket) => socket.close()));
  await two.page
    .getByText(/[Cc]onnection lost/)
    .first()
    .waitFor();
  await setField(two, 'Denoise', 'Seed', '11');
  await setField(one, 'Denoise', 'Guidance', '2');
  await two.approach('Negative prompt');
  await two.page.keyboard.press('Delete');
  await two.page.getByText('7 nodes').waitFor();
  // The reload must not lose edits that the server has not received.
  await two.page.reload();
  away = false;
  await two.page.getByText('Connected').waitFor({ timeout: 30_000 });
  for (const editor of [one, two]) {
    await editor.page.getByText('7 nodes').waitFor();
    await expect
      .poll(async () => (await editor.workflow()).nodes['denoise']?.inputs)
      .toMatchObject({ seed: '11', guidance: 2 });
  }
  await two.approach('Denoise');
  await expect.poll(() => two.node('Denoise').getByLabel('Guidance', { exact: true }).inputValue()).toBe('2');

  await one.canvas.focus();
  await one.page.keyboard.press('Control+z');
  await expect
    .poll(async () => (await two.workflow()).nodes['denoise']?.inputs)
    .toMatchObject({ seed: '11', guidance: 2 });
  expect(first.complaints).toEqual([]);
  await Promise.all([first.page.context().close(), second.page.context().close()]);
});
