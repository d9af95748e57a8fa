/** The panels and dialogs of the editor. */
export { Dialogs } from './dialogs/Dialogs.tsx';
export { FormView } from './form/FormView.tsx';
export { HistoryPanel } from './history/HistoryPanel.tsx';
export { InspectorPanel } from './inspector/InspectorPanel.tsx';
export { OutlinePanel } from './outline/OutlinePanel.tsx';
export { QueuePanel } from './queue/QueuePanel.tsx';
