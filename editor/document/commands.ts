/** Everything that changes a document: pure functions from a workflow to a named command. */
export { align, arrange, distribute } from './arrange.ts';
export { duplicateItems, pasteItems } from './clipboard.ts';
export { groupItems, renameGroup, setGroupMembers, ungroup } from './commands/groups.ts';
export { setCollapsed, setColour, setInput, setMode, setTitle, toggleMode } from './commands/node-fields.ts';
export { addNode, addReroute, insertOnWire } from './commands/nodes.ts';
export { addNote, setNote } from './commands/notes.ts';
export { moveItems, resizeItem } from './commands/place.ts';
export { removeItems } from './commands/remove.ts';
export { connect, disconnect, moveWire } from './commands/wires.ts';
export { exposeInput, hideParameter, renameWorkflow, replaceWorkflow } from './commands/workflow.ts';
export { setField } from './form.ts';
export { advanceSeeds, setSeedPolicy } from './seeds.ts';
