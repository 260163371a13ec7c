import { describe, expect, test } from 'vitest';

import { doorsOf, NOTHING_KNOWN, withChanges, withEntry, type EntranceFacts } from './entrance';
import { OUTCOMES, type AnyLogEntry, type Change, type Seen } from './entries';
import { floorsOf } from './facade';
import { progressOf } from './progress';
import { readChange } from './reading';

const EPOCHS = ['01a207a6-0000-7000-8000-000000000001', '01a207a6-0000-7000-8000-000000000002'];
const entrance = uuid(1);
const doors = [uuid(11), uuid(12), uuid(13)].map((id, index) => ({ id, floor: index, side: 'left' as const, number: null, letter: null }));

const standing: Change = {
  number: 1, epoch: EPOCHS[0]!, entrance, id: uuid(100), type: 'doors', doors, device: uuid(50), counter: 1, seen: null, corrected_at: '2026-11-01T08:00:00.000Z',
};

function uuid(rank: number): string {
  return `00000000-0000-4000-8000-${String(rank).padStart(12, '0')}`;
}

/** Small seeded generator (mulberry32), so that a failure can be run again. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % sides;
  };
}

function shuffle<Item>(items: readonly Item[], roll: (sides: number) => number): Item[] {
  const left = [...items];
  return items.map(() => left.splice(roll(left.length), 1)[0]!);
}

/** A few weeks of two devices at one entrance, as the feed tells them. */
function history(roll: (sides: number) => number): Change[] {
  const changes: Change[] = [standing];
  for (let number = 2; number < 20; number += 1) {
    const id = uuid(100 + number);
    const head = { number, epoch: EPOCHS[number < 12 ? 0 : 1]!, entrance, id };
    const earlier = changes[roll(changes.length)]!.id;
    const seen: Seen | null = roll(2) ? { epoch: EPOCHS[roll(2)]!, number: roll(number) } : null;
    const at = new Date(Date.UTC(2026, 10, 1 + roll(5), 9, roll(3))).toISOString();
    const placed = { ...head, door: doors[roll(3)]!.id, corrected_at: at, device: uuid(50 + roll(2)), counter: number, seen };
    const what = roll(8);
    if (what === 6) changes.push({ ...placed, type: 'door_removal', doors: [placed.door, uuid(14)] });
    else if (what === 7) changes.push({ ...placed, type: 'doors', doors: doors.filter(({ id }) => id === placed.door) });
    else if (what === 0) changes.push({ ...head, type: 'withdrawal', withdraws: earlier });
    else if (what === 1) changes.push({ ...placed, type: 'door_label', label: { side: null, number: number, letter: null } });
    else {
      const outcome = OUTCOMES[roll(OUTCOMES.length)]!;
      changes.push({ ...placed, type: 'visit', outcome, slot: null, made_at: at, author: uuid(70), round: uuid(80), replaces: roll(4) ? null : earlier });
    }
  }
  return changes;
}

function picture(facts: EntranceFacts): unknown {
  return [doorsOf(facts).sort((one, other) => (one.door.id < other.door.id ? -1 : 1)), progressOf(facts)];
}

/** Gives the changes in pieces, in any order, some of them twice. */
function fed(changes: readonly Change[], roll: (sides: number) => number): EntranceFacts {
  const order = shuffle([...changes, ...changes.filter(() => roll(3) === 0)], roll);
  let facts = NOTHING_KNOWN;
  while (order.length > 0) facts = withChanges(facts, order.splice(0, 1 + roll(5)), EPOCHS[1]!);
  return facts;
}

describe('the state of an entrance', () => {
  test('any order, any paging, any repetition: one state', () => {
    for (let seed = 1; seed <= 200; seed += 1) {
      const roll = dice(seed);
      const changes = history(roll);
      const straight = picture(withChanges(NOTHING_KNOWN, changes, EPOCHS[1]!));
      expect(picture(fed(changes, roll)), `seed ${seed}`).toEqual(straight);
    }
  });

  test('own entries give way to the feed, before or after it, and to a later numbering', () => {
    for (let seed = 1; seed <= 100; seed += 1) {
      const roll = dice(seed);
      const changes = history(roll);
      const visit = changes.find((change) => change.type === 'visit')!;
      const own = { ...visit, kind: 'visit', format: 'palier-entry/1', organisation: uuid(90), clock_error_ms: 5000, salt: '' } as unknown as AnyLogEntry;
      const again: Change = { ...visit, number: 40, epoch: EPOCHS[1]! };
      const all = [...changes, again];
      const before = withChanges(withEntry(NOTHING_KNOWN, own), shuffle(all, roll), EPOCHS[1]!);
      const after = withEntry(withChanges(NOTHING_KNOWN, shuffle(all, roll), EPOCHS[1]!), own);
      const straight = picture(withChanges(NOTHING_KNOWN, all, EPOCHS[1]!));
      expect(picture(before), `seed ${seed}`).toEqual(straight);
      expect(picture(after), `seed ${seed}`).toEqual(straight);
    }
  });

  test('seen is the last change of this entrance, in the epoch of the server that told it', () => {
    const changes = history(dice(7));
    const half = withChanges(NOTHING_KNOWN, changes.slice(0, 5), EPOCHS[0]!);
    expect(half.seen).toEqual({ epoch: EPOCHS[0], number: 5 });
    expect(withChanges(half, changes.slice(0, 2), EPOCHS[0]!).seen).toEqual({ epoch: EPOCHS[0], number: 5 });
    expect(withChanges(half, changes.slice(0, 2), EPOCHS[1]!).seen).toEqual({ epoch: EPOCHS[1], number: 2 });
    expect(withChanges(half, [], EPOCHS[1]!).seen).toEqual(half.seen);
  });
});

function visit(id: number, door: string, outcome: string, at: string, more: object = {}): Change {
  const made = { type: 'visit', number: id, epoch: EPOCHS[0], entrance, id: uuid(id), door, outcome, slot: null, made_at: at, corrected_at: at };
  const change = readChange({ ...made, device: uuid(50), counter: id, seen: null, author: uuid(70), round: uuid(80), replaces: null, ...more });
  if (change === null) throw new Error('This visit is not one.');
  return change;
}

describe('the façade', () => {
  const around = { pending: new Set([uuid(3)]), drafts: new Set<string>(), names: new Map([[uuid(70), 'Awa']]), worker: uuid(70) };

  test('top floor first; the latest state, the history, the lights', () => {
    const changes = [
      standing,
      visit(2, doors[1]!.id, 'absent', '2026-11-20T10:00:00.000+01:00'),
      visit(3, doors[1]!.id, 'come_back', '2026-11-21T10:00:00.000+01:00', { slot: 'evening' }),
    ];
    const floors = floorsOf(withChanges(NOTHING_KNOWN, changes, EPOCHS[0]!), around);
    expect(floors.map(({ floor }) => floor)).toEqual([2, 1, 0]);
    const [, middle] = floors;
    expect(middle!.doors[0]).toMatchObject({
      latest: { id: uuid(3), outcome: 'come_back', slot: 'evening', light: 'tablet', author: 'Awa', mine: true },
      history: [{ id: uuid(3) }, { id: uuid(2), light: 'server' }],
    });
    expect(floors[0]!.doors[0]!.latest).toBeNull();
  });

  test('progress: doors, visited, contacts, to come back to', () => {
    const changes = [
      standing,
      visit(2, doors[0]!.id, 'exchange', '2026-11-20T10:00:00.000+01:00'),
      visit(3, doors[0]!.id, 'absent', '2026-11-21T10:00:00.000+01:00'),
      visit(4, doors[1]!.id, 'come_back', '2026-11-21T10:00:00.000+01:00'),
    ];
    const progress = progressOf(withChanges(NOTHING_KNOWN, changes, EPOCHS[0]!));
    expect(progress).toMatchObject({ doors: 3, comeBack: 1, rounds: { [uuid(80)]: { visited: 2, contacts: 1 } } });
  });

  test('progress: a new round begins at nothing, promises stay', () => {
    const [spring, autumn] = [uuid(71), uuid(72)];
    const changes = [
      standing,
      visit(2, doors[0]!.id, 'exchange', '2026-05-20T10:00:00.000+02:00', { round: spring }),
      visit(3, doors[1]!.id, 'come_back', '2026-05-21T10:00:00.000+02:00', { round: spring }),
      visit(4, doors[0]!.id, 'absent', '2026-11-21T10:00:00.000+01:00', { round: autumn }),
    ];
    expect(progressOf(withChanges(NOTHING_KNOWN, changes, EPOCHS[0]!))).toMatchObject({
      doors: 3,
      comeBack: 1,
      rounds: { [spring]: { visited: 2, contacts: 1 }, [autumn]: { visited: 1, contacts: 0 } },
    });
  });
});

describe('a door that was taken off', () => {
  const gone = readChange({ ...standing, id: uuid(101), number: 2, counter: 2, type: 'door_removal', doors: [doors[0]!.id] })!;
  const shown = (facts: EntranceFacts) => doorsOf(facts).map(({ door }) => door.id);

  test('goes, and stays where a visit counts', () => {
    const facts = withChanges(NOTHING_KNOWN, [standing, gone], EPOCHS[0]!);
    expect(shown(facts)).toEqual([doors[1]!.id, doors[2]!.id]);
    const visited = withChanges(facts, [visit(3, doors[0]!.id, 'absent', '2026-11-20T10:00:00.000+01:00')], EPOCHS[0]!);
    expect(shown(visited)).toContain(doors[0]!.id);
    expect(progressOf(visited).doors).toBe(3);
    const withdrawn = readChange({ type: 'withdrawal', number: 4, epoch: EPOCHS[0], entrance, id: uuid(102), withdraws: uuid(3) })!;
    expect(shown(withChanges(visited, [withdrawn], EPOCHS[0]!))).not.toContain(doors[0]!.id);
  });

  test('is not known of in a snapshot of before', () => {
    const before = { ...withChanges(NOTHING_KNOWN, [standing], EPOCHS[0]!) };
    delete before.presence;
    expect(shown(before)).toHaveLength(3);
    expect(shown(withChanges(before, [gone], EPOCHS[0]!))).toHaveLength(2);
    expect(shown(withChanges(withChanges(before, [gone], EPOCHS[0]!), [standing], EPOCHS[0]!))).toHaveLength(2);
  });
});

describe('what the feed may not say', () => {
  const good = visit(2, doors[0]!.id, 'absent', '2026-11-20T10:00:00.000+01:00');
  test.each([
    ['a type of tomorrow', { type: 'photo' }],
    ['an unknown outcome', { outcome: 'asleep' }],
    ['a moment without offset', { corrected_at: '2026-11-20T10:00:00' }],
    ['an id that is none', { id: '12' }],
    ['a seen of another shape', { seen: 4 }],
    ['a number that is text', { number: '4' }],
  ])('%s', (_what, change) => {
    expect(readChange({ ...good, ...change })).toBeNull();
  });
  test('nothing at all', () => {
    for (const value of [null, 7, 'x', [], {}]) expect(readChange(value)).toBeNull();
  });
});
