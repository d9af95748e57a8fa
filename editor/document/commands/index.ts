/** Every command that changes a document: pure functions from a workflow to a named patch. */
export { align, distribute } from '../layout/align.ts';
export { arrange } from '../layout/arrange/arrange.ts';
export { duplicateItems, pasteItems } from '../transfer/clipboard.ts';
export { groupItems, renameGroup, setGroupMembers, ungroup } from './groups.ts';
export { setCollapsed, setColour, setInput, setMode, setMore, setTitle, toggleMode } from './node-fields.ts';
export { addNode, addReroute, insertOnWire } from './nodes.ts';
export { addNote, setNote } from './notes.ts';
export { moveItems, resizeItem } from './place.ts';
export { renameHiddenWire } from './hidden-wires.ts';
export { removeItems } from './remove.ts';
export { connect, disconnect, moveWire } from './wires.ts';
export { exposeInput, hideParameter, renameWorkflow, replaceWorkflow } from './workflow.ts';
export { setField } from '../form.ts';
export { advanceSeeds, setSeedPolicy } from '../seeds.ts';
