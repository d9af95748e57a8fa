/**
 * The problems a graph can have, as data. Detection (plan.ts, check-node.ts, check-literal.ts) words no messages;
 * rendering (render-issue.ts) makes no decisions.
 */

export type GraphIssue =
  | {
      readonly code: 'unknown-node-type';
      readonly node: string;
      readonly received: string;
      readonly known: readonly string[];
    }
  | { readonly code: 'unknown-input'; readonly node: string; readonly input: string; readonly known: readonly string[] }
  | { readonly code: 'missing-input'; readonly node: string; readonly input: string; readonly expected: string }
  | {
      readonly code: 'wrong-type';
      readonly node: string;
      readonly input: string;
      readonly expected: string;
      readonly received: string;
      /** How the value is written if it was meant as a link. */
      readonly link?: string;
    }
  | {
      readonly code: 'out-of-range';
      readonly node: string;
      readonly input: string;
      readonly min: number;
      readonly max: number;
      readonly received: number;
    }
  | {
      readonly code: 'not-a-multiple';
      readonly node: string;
      readonly input: string;
      readonly step: number;
      readonly nearest: readonly number[];
      readonly received: number;
    }
  | {
      readonly code: 'not-an-option';
      readonly node: string;
      readonly input: string;
      readonly options: readonly string[];
      readonly received: string;
    }
  | { readonly code: 'unknown-source-node'; readonly node: string; readonly input: string; readonly source: string }
  | {
      readonly code: 'unknown-source-output';
      readonly node: string;
      readonly input: string;
      readonly source: string;
      readonly output: string;
      readonly known: readonly string[];
    }
  | {
      readonly code: 'type-mismatch';
      readonly node: string;
      readonly input: string;
      readonly source: string;
      readonly output: string;
      readonly expected: string;
      readonly received: string;
    }
  | {
      readonly code: 'unknown-subgraph';
      readonly node: string;
      readonly received: string;
      readonly known: readonly string[];
    }
  | { readonly code: 'recursive-subgraph'; readonly node: string; readonly path: readonly string[] }
  | { readonly code: 'too-deep'; readonly node: string; readonly max: number }
  /** `received` can be infinite. */
  | { readonly code: 'too-many-nodes'; readonly node: ''; readonly max: number; readonly received: number }
  | { readonly code: 'empty-list'; readonly node: string; readonly input: string }
  | { readonly code: 'too-many-lists'; readonly node: string; readonly max: number }
  | { readonly code: 'too-many-runs'; readonly node: string; readonly max: number; readonly received: number }
  | { readonly code: 'cycle'; readonly node: string; readonly path: readonly string[] }
  | { readonly code: 'unknown-target'; readonly node: string; readonly known: readonly string[] }
  /** Nothing is left to run: `node`, which would give a result, is left out because of `by`. */
  | { readonly code: 'cut-off'; readonly node: string; readonly by: string; readonly why: 'mute' | 'bypass' }
  | { readonly code: 'no-outputs'; readonly node: '' };
