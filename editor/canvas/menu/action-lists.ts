/** Ids of the actions in menus, in the order of the menu. */

export const FOR_NODES = [
  'run.nodes',
  'graph.enter-subgraph',
  'graph.rename',
  'graph.enter',
  'edit.cut',
  'edit.copy',
  'edit.duplicate',
  'graph.mute',
  'graph.bypass',
  'graph.collapse',
  'graph.group',
  'graph.ungroup',
  'graph.make-subgraph',
  'graph.unpack-subgraph',
  'graph.make-unique',
  'file.save-own-node',
  'graph.connect',
  'graph.arrange',
  'graph.align-left',
  'graph.align-right',
  'graph.align-top',
  'graph.align-bottom',
  'graph.distribute-x',
  'graph.distribute-y',
  'graph.select-upstream',
  'graph.select-downstream',
  'edit.delete',
  'graph.delete-heal',
  'help.node',
] as const;

export const FOR_CANVAS = [
  'graph.leave-subgraph',
  'edit.paste',
  'edit.select-all',
  'graph.arrange',
  'view.fit',
  'view.all',
  'view.minimap',
  'view.snap',
] as const;

export const FOR_WIRES = ['graph.hide-wire', 'graph.hide-wires-of-output', 'graph.rename'] as const;

export const FOR_NOTES = ['graph.enter', 'edit.cut', 'edit.copy', 'edit.duplicate', 'edit.delete'] as const;

export const FOR_GROUPS = ['graph.mute', 'graph.bypass', 'edit.copy', 'edit.duplicate', 'edit.delete'] as const;
