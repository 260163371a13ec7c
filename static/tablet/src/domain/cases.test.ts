/** The vectors that the server is tested on too, and the file that it sends. */
import { describe, expect, it, test } from 'vitest';

import vectors from '../../../../tests/vectors/cases.json';
import { keepingOf, readCasesFile, standing, type CaseFact } from './cases';

const ID = '4fd2ab5e-63b9-4ec4-8a31-d9a86f31ba5c';

test.each(vectors)('a case: $what', ({ entries, case: expected }) => {
  const facts = entries as unknown as CaseFact[];
  for (const order of [facts, [...facts].reverse(), [...facts, ...facts]]) {
    const found = standing(order);
    const told = found && {
      last: found.last, heads: found.heads, attempts: found.attempts, opened_on: found.openedOn, opened_by: found.opening.id, ended_on: found.endedOn,
      state: found.state, due: found.due, slot: found.slot, owner: found.owner, reason: found.reason, matter: found.opening.matter, filed_on: found.filedOn,
    };
    expect(told).toEqual(expected);
  }
});

describe('a promise', () => {
  it('is late, due, to come, without a day, or kept', () => {
    expect(['2026-11-22', '2026-11-23', '2026-11-24', null].map((due) => keepingOf(due, null, '2026-11-23'))).toEqual(['late', 'due', 'coming', 'open']);
    expect(keepingOf('2026-11-22', '2026-11-23', '2026-11-23')).toBe('kept');
  });
});

describe('the file of cases', () => {
  const step = { kind: 'case_step', id: ID, day: '2026-11-23', entrance: ID, round: ID, state: 'open', due: null, slot: null, owner: null, after: [ID], attempt: null, reason: null };

  it('is read, and what this version does not know in it is passed over', () => {
    const file = { cases: [{ case: ID, entries: [step, { ...step, kind: 'case_song' }, null] }, { nothing: true }], people: [{ id: ID, name: 'Passeuse' }], services: [] };
    expect(readCasesFile(file)?.cases).toEqual([{ case: ID, entries: [step] }]);
  });

  it('is refused when it is something else', () => {
    for (const other of [null, [], { cases: [] }, { cases: {}, people: [], services: [] }]) expect(readCasesFile(other)).toBeNull();
  });
});
