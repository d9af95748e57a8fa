/**
 * The package: run workflows from code, define nodes of your own, or start the server with the editor (startServer).
 *
 *     const { services, close } = standardServices({ modelFolders: ['models'] });
 *     const engine = new Engine({ registry: new NodeRegistry(standardNodes), services });
 *     const { outputs } = await engine.run(await loadWorkflow('workflow.json'));
 *     await close();
 */
export { defineNode, type Expansion, type NodeDefinition, type Preview, type RunContext } from './graph/define.ts';
export { GraphError } from './graph/graph-error.ts';
export type { Each, Graph, GraphNode, Link, Subgraph } from './graph/graph.ts';
export type { InputDefinition } from './graph/input.ts';
export type { GraphIssue } from './graph/issues.ts';
export { type Plan, planGraph, type PlanOptions } from './graph/plan.ts';
export { NodeRegistry } from './graph/registry.ts';
export { renderIssue } from './graph/render-issue.ts';
export { serviceToken, Services, type ServiceToken } from './graph/service.ts';
export { ANY, BOOLEAN, FLOAT, INT, socketType, type SocketType, STRING } from './graph/socket.ts';
export type { TypeCodecs, ValueCodec } from './graph/value-codec.ts';
export { DiskCache, type CacheLimits, type DiskCacheOptions } from './cache/disk/disk-cache.ts';
export { DiskTraces } from './cache/disk/disk-traces.ts';
export { MemoryCache } from './cache/memory.ts';
export { TieredCache } from './cache/tiered.ts';
export type { RunningServer, StartServerOptions } from './host/server-options.ts';
export { Engine, type EngineOptions, type EngineRunOptions, type RunResult } from './run/engine.ts';
export type { Forecast, MissReason, NodeFailure, NodeForecast, RunEvent } from './run/events.ts';
export { renderMiss } from './run/explain.ts';
export { startServer } from './server/server.ts';
export { formatWorkflow } from './workflow/format.ts';
export { loadWorkflow, parseWorkflow } from './workflow/load.ts';
export { type Provenance, readProvenance } from './workflow/picture/provenance.ts';
export type { Workflow } from './workflow/schema.ts';
export { listSettables, type Settable } from './workflow/settables.ts';
export { applyLists, applySettings } from './workflow/settings.ts';
export { WorkflowError } from './workflow/workflow-error.ts';
export { typeCodecs } from '../nodes/codecs.ts';
export { standardNodes } from '../nodes/index.ts';
export { standardServices, type StandardServices, type StandardServicesOptions } from '../nodes/services/standard.ts';
export * from '../nodes/sockets.ts';
export { InferenceError } from '../inference/index.ts';
