/** A field of the form may set several inputs. Changes of the first are repeated for the others. */
import type { Patch } from '../../../engine/protocol/index.ts';
import type { FieldTarget } from '../../document/form.ts';
import type { Session } from '../../editor-context.ts';

/** @returns the patch, with each change of the first target repeated for the others. */
export function mirrorPatch(patch: Patch, [first, ...others]: readonly FieldTarget[]): Patch {
  if (!first || others.length === 0) return patch;
  return patch.flatMap((change) => {
    const [top, node, inputs, input, ...rest] = change.path;
    if (top !== 'nodes' || node !== first.node || inputs !== 'inputs' || input !== first.input) return [change];
    return [
      change,
      ...others.map((other) => ({ ...change, path: ['nodes', other.node, 'inputs', other.input, ...rest] })),
    ];
  });
}

/** The session for the field of the first target, whose edits change the other targets, too. */
export function mirrored(session: Session, targets: readonly FieldTarget[]): Session {
  if (targets.length < 2) return session;
  return { ...session, run: (command) => session.run({ ...command, patch: mirrorPatch(command.patch, targets) }) };
}
