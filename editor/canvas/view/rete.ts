/**
 * Rete behind the canvas. Its editor mirrors the nodes and wires of the document, and its area holds the elements in
 * view. Rete never changes anything by itself:
 * - Only nodes in view get a Rete view (`show`, `hide`), because a view for each of 1000 nodes makes loading and
 *   panning slow. Signals about created and removed nodes therefore stop before they reach the area. Wires are painted
 *   (paint/).
 * - The drag and zoom handlers of Rete are off. The gestures are in gestures/, for touch, selection, snapping and
 *   cancelling.
 * - rete-connection-plugin is not used. It removes the old wire before it asks whether the new one is allowed, needs
 *   every socket as an element, which sockets out of view are not, and has no touch areas. gestures/connect.ts takes
 *   its place.
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
type MirrorWire = ClassicPreset.Connection<ClassicPreset.Node, ClassicPreset.Node>;
type Schemes = GetSchemes<ClassicPreset.Node, MirrorWire>;

/** Signals that would make the area create or remove elements. */
const KEPT_FROM_AREA: ReadonlySet<string> = new Set([
  'nodecreated',
  'noderemoved',
  'connectioncreated',
  'connectionremoved',
]);

export class ReteMirror {
  readonly #editor = new NodeEditor<Schemes>();
  readonly #area: AreaPlugin<Schemes, Area2D<Schemes>>;
  #work: Promise<unknown> = Promise.resolve();

  constructor(container: HTMLElement) {
    this.#area = new AreaPlugin<Schemes, Area2D<Schemes>>(container);
    this.#area.area.setDragHandler(null);
    this.#area.area.setZoomHandler(null);
    this.#editor.addPipe((signal) => (KEPT_FROM_AREA.has(signal.type) ? undefined : signal));
    this.#editor.use(this.#area);
  }

  /** The element that moves and scales with the view. */
  get holder(): HTMLElement {
    return this.#area.area.content.holder;
  }

  /** Brings the Rete editor to the state of the scene. Calls are handled one after the other. */
  mirror(nodes: ReadonlyMap<string, SceneNode>, wires: readonly SceneWire[]): void {
    this.#work = this.#work.then(() => this.#reconcile(nodes, wires));
  }

  async #reconcile(nodes: ReadonlyMap<string, SceneNode>, wires: readonly SceneWire[]): Promise<void> {
    const present = new Map(this.#editor.getNodes().map((node) => [node.id, node as MirrorNode]));
    // A node whose type changed is another node.
    const gone = [...present].filter(([id, { type }]) => nodes.get(id)?.node.type !== type).map(([id]) => id);
    const kept = await this.#removeWires(wires, new Set(gone));
    for (const id of gone) {
      await this.#editor.removeNode(id);
      present.delete(id);
    }
    for (const [id, node] of nodes) if (!present.has(id)) await this.#editor.addNode(new MirrorNode(node));
    for (const wire of wires) if (!kept.has(wire.id) && nodes.has(wire.from.node)) await this.#addWire(wire);
  }

  /** Removes wires that changed or lead to removed nodes. @returns ids of the wires that stay. */
  async #removeWires(wires: readonly SceneWire[], gone: ReadonlySet<string>): Promise<ReadonlySet<string>> {
    const wanted = new Map(wires.map((wire) => [wire.id, wire]));
    const kept = new Set<string>();
    for (const { id, source, target, sourceOutput } of this.#editor.getConnections()) {
      const from = wanted.get(id)?.from;
      const isSame = from?.node === source && from.output === sourceOutput;
      if (isSame && !gone.has(source) && !gone.has(target)) kept.add(id);
      else await this.#editor.removeConnection(id);
    }
    return kept;
  }

  async #addWire({ id, from, to }: SceneWire): Promise<void> {
    await this.#editor.addConnection({
      id,
      source: from.node,
      sourceOutput: from.output,
      target: to.node,
      targetInput: to.input,
    });
  }

  /** Makes the element of a node, which Rete places. */
  show(node: SceneNode): HTMLElement {
    const view = this.#area.addNodeView(new MirrorNode(node));
    view.destroy();
    return view.element;
  }

  hide(id: string): void {
    this.#area.removeNodeView(id);
  }

  /** Places the element of a node, in canvas pixels. */
  place(id: string, x: number, y: number): void {
    void this.#area.translate(id, { x, y });
  }

  /** Moves and zooms in one step, because zooming first would show the new size at the old place for a moment. */
  view({ x, y, k }: Viewport): void {
    const { transform } = this.#area.area;
    if (k === transform.k) void this.#area.area.translate(x, y);
    else void this.#area.area.zoom(k, x - transform.x, y - transform.y);
  }

  destroy(): void {
    this.#area.destroy();
  }
}
