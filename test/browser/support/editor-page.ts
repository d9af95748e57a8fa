/** The editor as a user operates it: by what is visible, and by accessible names. */
import type { Locator, Page } from 'playwright-core';
import { openTemplateAt } from './documents.ts';

export interface Spot {
  readonly x: number;
  readonly y: number;
}

export class EditorPage {
  readonly page: Page;
  readonly canvas: Locator;

  constructor(page: Page) {
    this.page = page;
    this.canvas = page.getByRole('application', { name: 'Canvas' });
  }

  async open(address: string): Promise<void> {
    await this.page.goto(address);
    // On a phone the status bar is hidden.
    await this.page.getByText('Connected').waitFor({ state: 'attached' });
  }

  async openTemplate(address: string, name: string): Promise<void> {
    await this.open(`${address}/?template=${name}`);
    await this.page.waitForURL(({ hash, search }) => hash !== '' && search === '');
    await this.page.getByText(/^\d+ nodes$/).waitFor();
  }

  /** Opens a template as a new document. @param values changed inputs, by `node.input`. */
  async openWith(address: string, template: string, values: Readonly<Record<string, unknown>>): Promise<void> {
    const id = await openTemplateAt(address, template, values);
    await this.open(`${address}/#${id}`);
    await this.page.waitForURL(({ hash }) => hash === `#${id}`);
  }

  async startEmpty(address: string): Promise<void> {
    await this.open(address);
    await this.page.getByRole('button', { name: 'Empty workflow' }).click();
    await this.canvas.waitFor();
  }

  /** A node by its title. No other node may have a title that starts with it and a comma. */
  node(title: string): Locator {
    return this.canvas.getByRole('group', { name: new RegExp(`^${title}(,|$)`) });
  }

  /** Selects a node by keyboard and zooms in on it. Zoomed out, only the focused node is an element. */
  async approach(title: string): Promise<Locator> {
    const { keyboard } = this.page;
    await this.canvas.focus();
    await keyboard.press('Home');
    for (
      let presses = 0;
      presses < 40 && (await this.node(title).and(this.page.locator(':focus')).count()) === 0;
      presses++
    )
      await keyboard.press('PageDown');
    await keyboard.press('.');
    await this.atRest();
    return this.node(title);
  }

  /** Waits for two frames, after which all changes are on the screen. */
  async drawn(): Promise<void> {
    await this.page.evaluate(
      () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
    );
  }

  /** Waits until the viewport is at rest. An animation takes 220 ms and ends in the next frame. */
  async atRest(): Promise<void> {
    await this.page.waitForTimeout(300);
    await this.drawn();
  }

  output(node: string, output: string): Locator {
    return this.node(node).getByRole('button', { name: new RegExp(`^Output: ${output} `) });
  }

  input(node: string, input: string): Locator {
    return this.node(node).getByRole('button', { name: new RegExp(`^Input: ${input} `) });
  }

  /**
   * Adds a node by a double click and the search.
   * @param at an empty place, from the upper left corner of the canvas.
   */
  async addByMouse(search: string, at: Spot): Promise<void> {
    const box = await boxOf(this.canvas);
    await this.page.mouse.dblclick(box.x + at.x, box.y + at.y);
    const dialog = this.page.getByRole('dialog', { name: 'Add a node' });
    await dialog.getByRole('combobox').fill(search);
    await dialog.getByRole('option').first().click();
    await dialog.waitFor({ state: 'detached' });
  }

  async drag(from: Locator, to: Locator | Spot): Promise<void> {
    const start = middle(await boxOf(from));
    const end = 'x' in to ? to : middle(await boxOf(to));
    const { mouse } = this.page;
    await mouse.move(start.x, start.y);
    await mouse.down();
    await mouse.move((start.x + end.x) / 2, (start.y + end.y) / 2, { steps: 4 });
    await mouse.move(end.x, end.y, { steps: 4 });
    await mouse.up();
  }

  async wire(from: readonly [node: string, output: string], to: readonly [node: string, input: string]): Promise<void> {
    await this.drag(this.output(...from), this.input(...to));
  }

  /** The server's state of the shown workflow. */
  async workflow(): Promise<{
    readonly nodes: Record<string, { readonly type: string; readonly inputs?: Record<string, unknown> }>;
    readonly [field: string]: unknown;
  }> {
    return this.page.evaluate(
      async () =>
        ((await (await fetch(`/api/documents/${location.hash.slice(1)}`)).json()) as { workflow: never }).workflow,
    );
  }

  async run(): Promise<void> {
    await this.page.getByRole('button', { name: /^Run/ }).first().click();
  }

  /** Waits until a node shows a text. Zooms in on it first, because nodes outside the view have no elements. */
  async says(title: string, text: string | RegExp): Promise<void> {
    await this.approach(title);
    await this.node(title).getByText(text).first().waitFor();
  }
}

export async function boxOf(
  locator: Locator,
): Promise<{ readonly x: number; readonly y: number; readonly width: number; readonly height: number }> {
  const box = await locator.boundingBox();
  if (!box) throw new Error(`Not visible: ${locator.toString()}`);
  return box;
}

export function middle({
  x,
  y,
  width,
  height,
}: {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}): Spot {
  return { x: x + width / 2, y: y + height / 2 };
}
