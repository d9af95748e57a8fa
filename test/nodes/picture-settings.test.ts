/** The sizes that a model was made for: those of its family, or the one of its own settings. */
import { describe, expect, it } from 'vitest';
import { modelLibrary } from '../../nodes/services/model-library.ts';
import { repoPath } from '../inference/support/goldens.ts';

const entries = await modelLibrary([repoPath('models')]).entries();
const entryOf = (name: string) => entries.find((each) => each.name === name);

describe('the sizes of a model', () => {
  it('are its own, where it was made for others than its family', () => {
    expect(entryOf('nano')).toMatchObject({ settings: { width: 128, height: 128 }, sizes: [[128, 128]] });
  });

  it('are otherwise those of the model card of its family', () => {
    const { sizes } = entryOf('tiny-random') ?? {};
    expect(sizes).toHaveLength(7);
    expect(sizes).toEqual(
      expect.arrayContaining([
        [1328, 1328],
        [1664, 928],
        [1104, 1472],
      ]),
    );
  });
});
