/** Which panels are open after one is toggled. */
import { describe, expect, it } from 'vitest';
import { toggled } from '../../../editor/app/panels.ts';

describe('panels', () => {
  it('open and close, of the left ones one at a time', () => {
    expect(toggled(['queue'], 'outline', 1400)).toEqual(['queue', 'outline']);
    expect(toggled(['queue', 'outline'], 'inspector', 1400)).toEqual(['queue', 'inspector']);
    expect(toggled(['queue', 'outline'], 'outline', 1400)).toEqual(['queue']);
    expect(toggled(['queue', 'outline'], 'history', 1400)).toEqual(['queue', 'outline', 'history']);
  });

  it('leave the canvas room in a narrow window', () => {
    expect(toggled(['queue', 'history'], 'outline', 900)).toEqual(['outline']);
    expect(toggled(['outline'], 'queue', 900)).toEqual(['queue']);
  });

  it('of runs come together on a phone', () => {
    expect(toggled([], 'queue', 390)).toEqual(['queue', 'history']);
    expect(toggled(['queue', 'history'], 'queue', 390)).toEqual([]);
  });
});
