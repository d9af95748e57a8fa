/** Nodes that are dragged from the library to the canvas. */

/** Media type of the type of a node. */
export const NODE_TYPE = 'application/x-inkloom-node';

export function carryNode(transfer: DataTransfer, type: string): void {
  transfer.setData(NODE_TYPE, type);
  transfer.effectAllowed = 'copy';
}

/** @returns the type of the dragged node; undefined for another drag. */
export function carriedNode(transfer: DataTransfer): string | undefined {
  const type = transfer.getData(NODE_TYPE);
  return type === '' ? undefined : type;
}
