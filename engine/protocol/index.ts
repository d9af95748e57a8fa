/**
 * Messages between server, workers, queue and editor, one file a subject. It is the only part of the engine the
 * editor imports. Paths and bodies of the HTTP interface are described by `/api/openapi.json`.
 */
export type { Activities, NodeActivity } from './activity.ts';
export type { Catalogue, CatalogueNode, CatalogueOutput, ModelInfo, Models } from './operator/catalogue.ts';
export type { DocumentInfo, OpenDocument } from './documents.ts';
export { formatSeconds } from './duration.ts';
export { foldActivity } from './fold-activity.ts';
export type { ForecastResult, ShownResult, WorkflowForecast } from './forecast.ts';
export type { GalleryFacts, GalleryPage, GalleryPicture, GalleryQuery } from './gallery.ts';
export type { ErrorBody, Issue } from './issues.ts';
export type { Lease, NewJob, Outcome, RunDetailRecord, RunRecord } from './jobs.ts';
export type { LiveEvent, LiveEventBody, RunLiveEvent, Snapshot } from './live-events.ts';
export type { LogBody, LogEntry, LogLevel } from './operator/log.ts';
export type { ClientMessage, Restoration, ServerMessage } from './messages.ts';
export type { PictureFile } from './pictures.ts';
export { type PreviewHeader, readPreviewFrame, writePreviewFrame } from './preview-frame.ts';
export { GIVEN_UP, isGivenUp, type QueueMode, type QueueState } from './operator/queue.ts';
export type { ModelReading, RunDetail, RunFile, RunInfo, RunPriority, RunRequest, RunState } from './runs.ts';
export {
  type KeptSettings,
  type ModelPlace,
  LIVE_SETTINGS,
  SETTING_NAMES,
  type SettingName,
  type SettingsChange,
  type SettingsView,
  type SettingView,
} from './operator/settings.ts';
export type { LoadedModel, ServerStatus } from './operator/status.ts';
export { LIVE_PATH, PROTOCOL_VERSION } from './version.ts';
export { failureOfWorkflow, innerNode, nodeOfWorkflow } from './workflow-node.ts';
export type { DocumentVersion, VersionDetail } from './versions.ts';
export type { FleetInfo, WorkerInfo, WorkerRun, WorkerState } from './operator/workers.ts';
export type { MissingModel, OwnNode, SavedWorkflow, Template, TemplateCategory } from './workflows.ts';

export {
  applyPatch,
  clashesOf,
  creates,
  invertPatch,
  isCreated,
  pathKey,
  valueAt,
  type Change,
  type Patch,
} from '../workflow/patch/index.ts';
export { canConnect } from '../graph/socket.ts';
export { NODE_ID, readEach, readLink, type Each, type LinkSource } from '../graph/graph.ts';
export { socketOf, type InputDefinition } from '../graph/input.ts';
export { withSlashes } from '../graph/portable-name.ts';
export type { Forecast, MissReason, NodeFailure, NodeForecast, RunEventBody } from '../run/events.ts';
export type { Workflow, WorkflowNode } from '../workflow/schema.ts';
export { usedAfter, type UsedNames } from '../workflow/used-names.ts';
