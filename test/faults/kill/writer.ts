/** Edits a document and saves a workflow without a pause, and notes what was acknowledged and is lost. */
import type { OpenDocument, Workflow } from '../../../engine/protocol/index.ts';
import { TestClient } from '../../server/live/live-support.ts';
import type { Asking } from '../../server/runs/runs-support.ts';
import { chain } from './workflows.ts';

/** Numbers of the versions that were sent and acknowledged. */
interface Versions {
  sent: number;
  acknowledged: number;
}

interface SavedFile {
  readonly workflow: Workflow;
  readonly digest: string;
}

const FILE = '/api/workflows/kept';

export class Writer {
  /** What should not have happened. */
  readonly problems: string[] = [];
  readonly #edits: Versions = { sent: 0, acknowledged: 0 };
  readonly #saves: Versions = { sent: 0, acknowledged: 0 };
  #document: string | undefined;
  #client: TestClient | undefined;
  #writing: Promise<unknown> = Promise.resolve();

  get acknowledged(): number {
    return this.#edits.acknowledged + this.#saves.acknowledged;
  }

  /** Checks what the server has, and begins to write until the server dies or the writer ends. */
  async begin(server: Asking): Promise<void> {
    this.#document ??= ((await server.ask('POST', '/api/documents', { workflow: chain(0) })).body as OpenDocument).id;
    const { workflow } = (await server.ask('GET', `/api/documents/${this.#document}`)).body as OpenDocument;
    this.#check('the document', workflow, this.#edits);
    const file = await server.ask('GET', FILE);
    const saved = file.status === 200 ? (file.body as SavedFile) : undefined;
    this.#check('the file', saved?.workflow ?? chain(0), this.#saves);
    const client = new TestClient(server);
    await client.connect();
    this.#client = client;
    this.#writing = Promise.allSettled([this.#edit(client, this.#document), this.#save(server, saved?.digest)]);
  }

  async end(): Promise<void> {
    this.#client?.drop();
    this.#client = undefined;
    await this.#writing;
  }

  async #edit(client: TestClient, document: string): Promise<void> {
    while (this.#client === client && client.closeCode === undefined) {
      const edit = `edit-${++this.#edits.sent}`;
      client.send({ type: 'edit', document, edit, patch: [{ path: ['name'], value: `Version ${this.#edits.sent}` }] });
      const isMade = (): boolean =>
        client.events.some((event) => event.type === 'document-edited' && event.edit === edit);
      while (this.#client === client && client.closeCode === undefined && !isMade())
        await new Promise((resolve) => setTimeout(resolve, 3));
      if (isMade()) this.#edits.acknowledged = this.#edits.sent;
    }
  }

  async #save(server: Asking, known: string | undefined): Promise<void> {
    let digest = known;
    while (this.#client !== undefined) {
      const workflow = { ...chain(0), name: `Version ${++this.#saves.sent}` };
      const response = await fetch(server.url + FILE, {
        method: 'PUT',
        headers: { 'content-type': 'application/json', ...(digest === undefined ? {} : { 'if-match': digest }) },
        body: JSON.stringify({ workflow }),
      });
      const answer = (await response.json()) as SavedFile;
      if (!response.ok) this.problems.push(`saving: ${JSON.stringify(answer)}`);
      ({ digest } = answer);
      this.#saves.acknowledged = this.#saves.sent;
    }
  }

  /** The version is the last that was acknowledged, or a later one that was sent. */
  #check(what: string, { name }: Workflow, { sent, acknowledged }: Versions): void {
    const version = Number(/^Version (\d+)$/.exec(name)?.[1] ?? 0);
    if (version >= acknowledged && version <= sent) return;
    this.problems.push(`${what} has version ${version}, of ${sent} sent and ${acknowledged} acknowledged`);
  }
}
