/**
 * Rete behind the canvas: its editor mirrors the document's nodes and wires, its area holds what is in view. Rete never
 * changes anything by itself:
 * - its views are made for nodes in view only (`show`, `hide`), because a view for each of 1000 nodes costs loading and
 *   panning; so what is created and removed stops before it reaches the area, and wires are drawn by paint/painter.ts.
 * - its drag and zoom handlers are off: gestures are in gestures/, for touch, selection, snapping and cancelling.
 * - rete-connection-plugin is not used: it takes the old wire away before it asks whether the new one may be, wants
 *   every socket registered as an element (those out of view have none), and knows no touch areas. gestures/connect.ts
 *   does its work with commands of the document.
 */
import { ClassicPreset, type GetSchemes, NodeEditor } from 'rete';
import { type Area2D, AreaPlugin } from 'rete-area-plugin';
import type { Viewport } from '../../editor-context.ts';
import type { SceneNode, SceneWire } from '../scene/scene.ts';

class MirrorNode extends ClassicPreset.Node {
  readonly type: string;

  constructor({ id, title, node, shape }: SceneNode) {
    super(title);
    this.id = id;
    this.type = node.type;
    for (const [name, { socket }] of Object.entries(shape.outputs))
      this.addOutput(name, new ClassicPreset.Output(new ClassicPreset.Socket(socket.name)));
    for (const [name, { list }] of Object.entries(shape.inputs))
      this.addInput(name, new ClassicPreset.Input(new ClassicPreset.Socket(name), undefined, list ?? false));
  }
}
type Schemes = GetSchemes<ClassicPreset.Node, ClassicPreset.Connection<ClassicPreset.Node, ClassicPreset.Node>>;

export class ReteMirror {
  readonly #editor = new NodeEditor<Schemes>();
  readonly #area: AreaPlugin<Schemes, Area2D<Schemes>>;
  #work: Promise<unknown> = Promise.resolve();

  constructor(container: HTMLElement) {
    this.#area = new AreaPlugin<Schemes, Area2D<Schemes>>(container);
    this.#area.area.setDragHandler(null);
    this.#area.area.setZoomHandler(null);
    const own = new Set(['nodecreated', 'noderemoved', 'connectioncreated', 'connectionremoved']);
    this.#editor.addPipe((signal) => (own.has(signal.type) ? undefined : signal));
    this.#editor.use(this.#area);
  }

  get holder(): HTMLElement {
    return this.#area.area.content.holder;
  }

  /** Brings Rete's editor to what the scene has; one batch after the other. */
  mirror(nodes: ReadonlyMap<string, SceneNode>, wires: readonly SceneWire[]): void {
    this.#work = this.#work.then(async () => {
      const present = new Map(this.#editor.getNodes().map((node) => [node.id, node as MirrorNode]));
      const gone = new Set(
        [...present].filter(([id, { type }]) => nodes.get(id)?.node.type !== type).map(([id]) => id),
      );
      const wanted = new Map(wires.map((wire) => [wire.id, wire]));
      const kept = new Set<string>();
      for (const { id, source, target, sourceOutput } of this.#editor.getConnections()) {
        const wire = wanted.get(id);
        if (wire?.from.node === source && wire.from.output === sourceOutput && !gone.has(source) && !gone.has(target))
          kept.add(id);
        else await this.#editor.removeConnection(id);
      }
      for (const id of gone) await this.#editor.removeNode(id);
      for (const [id, node] of nodes)
        if (!present.has(id) || gone.has(id)) await this.#editor.addNode(new MirrorNode(node));
      for (const { id, from, to } of wires) {
        if (!kept.has(id) && nodes.has(from.node))
          await this.#editor.addConnection({
            id,
            source: from.node,
            sourceOutput: from.output,
            target: to.node,
            targetInput: to.input,
          });
      }
    });
  }

  /** The element of a node, placed by Rete. */
  show(node: SceneNode): HTMLElement {
    const view = this.#area.addNodeView(new MirrorNode(node));
    view.destroy();
    return view.element;
  }

  hide(id: string): void {
    this.#area.removeNodeView(id);
  }

  place(id: string, x: number, y: number): void {
    void this.#area.translate(id, { x, y });
  }

  /** Both in one step: zoom first would show the new size at the old place for a moment. */
  view({ x, y, k }: Viewport): void {
    const { transform } = this.#area.area;
    if (k === transform.k) void this.#area.area.translate(x, y);
    else void this.#area.area.zoom(k, x - transform.x, y - transform.y);
  }

  destroy(): void {
    this.#area.destroy();
  }
}
