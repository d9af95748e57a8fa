/** The pictures of nodes that a run shows. */
import type { StoredOutput } from '../../../cache/result.ts';
import type { NodePictureStore } from '../../../jobs/node-picture-store.ts';
import { innerNode, nodeOfWorkflow, type RunFile } from '../../../protocol/index.ts';
import { shortKey } from './result-key.ts';

/** Most outputs of a run that are shown. */
const MOST = 500;

export class ShownPictures {
  readonly #store: NodePictureStore;
  readonly #onChange: () => void;
  /** Pictures in the order the nodes were done, whichever is made first. */
  readonly #shown: (readonly RunFile[])[] = [];
  readonly #making: Promise<void>[] = [];

  constructor(store: NodePictureStore, onChange: () => void) {
    this.#store = store;
    this.#onChange = onChange;
  }

  get files(): readonly RunFile[] {
    return this.#shown.flat();
  }

  /** @param node as the run names it. @param outputs of the node, by name. @param key of the result, if it has one. */
  show(node: string, outputs: Readonly<Record<string, StoredOutput>>, key?: string): void {
    for (const [output, stored] of Object.entries(outputs))
      if (this.#store.shows(stored) && this.#shown.length < MOST)
        this.#making.push(
          this.#add(stored, {
            node: nodeOfWorkflow(node),
            ...innerNode(node),
            output,
            ...(key === undefined ? {} : { key: shortKey(key) }),
          }),
        );
  }

  /** Resolves when all pictures are made. */
  async settled(): Promise<void> {
    await Promise.all(this.#making);
  }

  async #add(stored: StoredOutput, of: Pick<RunFile, 'node' | 'inner' | 'output' | 'key'>): Promise<void> {
    const place = this.#shown.push([]) - 1;
    try {
      const pictures = await this.#store.show(stored);
      this.#shown[place] = pictures.map((picture) => ({ ...picture, ...of }));
      this.#onChange();
    } catch {
      // A run never fails because a picture of a node cannot be made.
    }
  }
}
