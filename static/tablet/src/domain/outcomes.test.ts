import { expect, test } from 'vitest';

import { OUTCOMES } from './entries';
import { mayNoteMore } from './outcomes';

test('nothing but the outcome of a door that did not open, of a minor alone, of who asks us to stay away', () => {
  expect(OUTCOMES.filter((outcome) => !mayNoteMore(outcome))).toEqual(['absent', 'minor_alone', 'vacant', 'opposition']);
  expect(mayNoteMore(null)).toBe(false);
});
