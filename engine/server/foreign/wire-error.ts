/** Errors on their way out of the thread. */
import { GraphError } from '../../graph/graph-error.ts';
import type { GraphIssue } from '../../graph/issues.ts';
import { WorkflowError, WorkflowTooLargeError } from '../../workflow/workflow-error.ts';
import { HttpError } from '../http/errors.ts';
import { MOST_ISSUES } from './written-plan.ts';

export type WireError =
  | { readonly kind: 'workflow' | 'too-large'; readonly message: string; readonly problems: readonly string[] }
  | { readonly kind: 'graph'; readonly issues: readonly GraphIssue[]; readonly total: number }
  | { readonly kind: 'http'; readonly status: number; readonly code: string; readonly message: string }
  | { readonly kind: 'syntax' | 'other'; readonly message: string };

export function toWire(error: unknown): WireError {
  if (error instanceof WorkflowError) {
    const kind = error instanceof WorkflowTooLargeError ? 'too-large' : 'workflow';
    return { kind, message: error.message, problems: error.problems };
  }
  if (error instanceof GraphError)
    return { kind: 'graph', issues: error.issues.slice(0, MOST_ISSUES), total: error.total };
  if (error instanceof HttpError)
    return { kind: 'http', status: error.status, code: error.code, message: error.message };
  if (error instanceof SyntaxError) return { kind: 'syntax', message: error.message };
  return { kind: 'other', message: error instanceof Error ? error.message : String(error) };
}

export function fromWire(wire: WireError): Error {
  switch (wire.kind) {
    case 'workflow':
      return Object.assign(new WorkflowError('', wire.problems), { message: wire.message });
    case 'too-large':
      return Object.assign(new WorkflowTooLargeError('', wire.problems), { message: wire.message });
    case 'graph':
      return new GraphError(wire.issues, wire.total);
    case 'http':
      return new HttpError(wire.status, wire.code, wire.message);
    case 'syntax':
      return new HttpError(400, 'invalid-request', 'The body is not JSON.');
    case 'other':
      return new Error(wire.message);
  }
}
