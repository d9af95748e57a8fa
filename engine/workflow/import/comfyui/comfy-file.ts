/**
 * ComfyUI's workflow file, as its editor saves it: what of it a reader needs, in one form for both versions.
 * Source: docs.comfy.org, specs/workflow_json (1.0) and specs/workflow_json_0.4.
 */

/** A node that never runs, or one whose inputs pass through. Every other number runs. */
export const [MUTED, BYPASSED] = [2, 4] as const;

/** Ids that stand for the inputs and the outputs of a subgraph, inside of it. */
export const [SUBGRAPH_INPUTS, SUBGRAPH_OUTPUTS] = ['-10', '-20'] as const;

export interface ComfySocket {
  readonly name: string;
  readonly type: string;
  /** The widget that shows the input when nothing is linked. */
  readonly widget?: string;
  /** Of the link that ends here. */
  readonly link?: string;
}

export interface ComfyNode {
  readonly id: string;
  /** Its class, or the id of a subgraph. */
  readonly type: string;
  readonly title?: string;
  readonly mode: number;
  readonly inputs: readonly ComfySocket[];
  readonly outputs: readonly ComfySocket[];
  /** In the order of the widgets, or by name. */
  readonly values: readonly unknown[] | Readonly<Record<string, unknown>>;
  /** Widgets of nodes inside that a subgraph shows as its own: node, widget. */
  readonly promoted: readonly (readonly [node: string, widget: string])[];
}

export interface ComfyLink {
  readonly from: string;
  readonly fromSlot: number;
  readonly to: string;
  readonly toSlot: number;
}

export interface ComfyGraph {
  readonly nodes: ReadonlyMap<string, ComfyNode>;
  readonly links: ReadonlyMap<string, ComfyLink>;
}

export interface ComfySubgraph extends ComfyGraph {
  readonly name: string;
  readonly inputs: readonly ComfySocket[];
}

export interface ComfyFile extends ComfyGraph {
  readonly subgraphs: ReadonlyMap<string, ComfySubgraph>;
}
