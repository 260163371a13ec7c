import { describe, expect, test } from 'vitest';

import { sameLabel } from '../../../tablet/src/domain/doors';
import { fill } from '../../../tablet/src/domain/patterns';
import { History } from './history';
import {
  add, begin, canDrop, canShift, changesOf, dropFloor, emptyFloor, expected, floorsOf, insertFloor, isChanged, newsBetween, rebase, remove, rename, showFloor,
  type Facade, type KnownDoor, type Served,
} from './model';
import { newsLines, summary } from './words';

const side = (id: string, floor: number, where: 'left' | 'right', visited = false): KnownDoor => ({ id, floor, side: where, number: null, letter: null, visited });
const numbered = (id: string, floor: number, number: number, visited = false): KnownDoor => ({ id, floor, side: null, number, letter: null, visited });
const label = (number: number) => ({ side: null, number, letter: null });

function served(...doors: KnownDoor[]): Served {
  return { number: 7, doors };
}

function said(facade: Facade): Record<string, string[]> {
  const name = (door: { floor: number; side: string | null; number: number | null; letter: string | null }) => `${door.floor}:${door.side ?? door.number ?? door.letter ?? ''}`;
  const { removed, renamed, added } = changesOf(facade);
  return { removed: removed.map(name).sort(), renamed: renamed.map(name).sort(), added: added.map(name).sort() };
}

describe('a façade being edited', () => {
  const four = begin(served(side('a', 1, 'left'), side('b', 1, 'right', true), side('c', 2, 'left'), side('d', 2, 'right')));

  test('says nothing as long as nothing changed; the ground floor is always there', () => {
    expect(isChanged(four)).toBe(false);
    expect(floorsOf(four).map(({ floor, doors }) => [floor, doors.length])).toEqual([[2, 2], [1, 2], [0, 0]]);
    expect(summary(four)).toBe('4\u00a0portes, rien à enregistrer');
  });

  test('adds what does not stand yet, of the same pattern as the tablets', () => {
    const after = add(four, fill({ numbering: 'sides', perFloor: 2, from: 1, to: 3 }));
    expect(said(after)).toEqual({ removed: [], renamed: [], added: ['3:left', '3:right'] });
  });

  test('takes off what nobody visited, and only that', () => {
    const after = remove(four, new Set(['a', 'b']));
    expect(said(after).removed).toEqual(['1:left']);
    expect(after.doors.map(({ id }) => id)).toContain('b');
  });

  test('what is taken off and added again is the same door, with nothing to say', () => {
    const after = add(remove(four, new Set(['a'])), [{ floor: 1, side: 'left', number: null, letter: null }]);
    expect(isChanged(after)).toBe(false);
    expect(after.doors.find(({ id }) => id === 'a')).toBeDefined();
  });

  test('a name, and back', () => {
    const named = rename(four, 'b', label(12));
    expect(said(named).renamed).toEqual(['1:12']);
    expect(isChanged(rename(named, 'b', { side: 'right', number: null, letter: null }))).toBe(false);
  });

  test('a new floor below others: they go up, doors that land where one stood are that one', () => {
    const plain = begin(served(side('a', 1, 'left'), side('c', 2, 'left')));
    const after = insertFloor(plain, 1);
    expect(said(after)).toEqual({ removed: ['1:left'], renamed: [], added: ['3:left'] });
    expect(floorsOf(after).map(({ floor, doors }) => [floor, doors.length])).toEqual([[3, 1], [2, 1], [1, 0], [0, 0]]);
    expect(isChanged(dropFloor(after, 1))).toBe(false);
  });

  test('visited doors change neither floor nor place', () => {
    expect([canShift(four, 1), canShift(four, 2), canDrop(four, 1), canDrop(four, 2)]).toEqual([false, true, false, true]);
    expect(insertFloor(four, 1)).toBe(four);
    expect(dropFloor(four, 1)).toBe(four);
    expect(emptyFloor(four, 1).doors.map(({ id }) => id)).toEqual(['b', 'c', 'd']);
  });

  test('cellars grow downwards', () => {
    const deep = begin(served(side('a', -1, 'left')));
    expect(said(insertFloor(deep, -1))).toEqual({ removed: ['-1:left'], renamed: [], added: ['-2:left'] });
    expect(floorsOf(showFloor(deep, -2)).map(({ floor }) => floor)).toEqual([0, -1, -2]);
    expect(showFloor(deep, -6)).toBe(deep);
  });

  test('a further door is called as one expects', () => {
    const tower = begin(served(numbered('a', 2, 201), numbered('b', 2, 202)));
    expect(expected(tower, 2)).toEqual(label(203));
    expect(expected(tower, 5)).toEqual(label(501));
    expect(expected(four, 3)).toEqual({ side: 'left', number: null, letter: null });
    expect(expected(begin(served(numbered('a', 1, 3))), 2)).toEqual(label(1));
    expect(expected(begin(served()), 0)).toEqual(label(1));
  });
});

describe('undoing', () => {
  test('goes back and forth, and starts anew after saving', () => {
    const history = new History(0);
    expect(history.go(0)).toBe(false);
    history.go(1);
    history.go(2);
    history.undo();
    history.undo();
    history.undo();
    expect([history.now, history.canUndo, history.canRedo]).toEqual([0, false, true]);
    history.redo();
    history.go(5);
    expect([history.now, history.canRedo]).toEqual([5, false]);
    history.restart(9);
    expect([history.now, history.canUndo]).toEqual([9, false]);
  });
});

describe('what happened meanwhile', () => {
  const before = served(side('a', 1, 'left'), side('b', 1, 'right'), side('c', 2, 'left'));
  const after: Served = { number: 9, doors: [side('a', 1, 'left', true), numbered('b', 1, 12), side('e', 3, 'left')] };

  test('is told, door by door', () => {
    expect(newsLines(newsBetween(before, after))).toEqual([
      'Ajouté entre-temps\u00a0: porte de gauche (3e étage).',
      'Retiré entre-temps\u00a0: porte de gauche (2e étage).',
      'Renommé entre-temps\u00a0: porte de droite (1er étage), maintenant porte 12.',
      'Un passage a été noté, elles restent\u00a0: porte de gauche (1er étage).',
    ]);
    expect(newsLines(newsBetween(before, before))).toEqual([]);
  });

  test('stays done; the rest of one’s own changes are made on top of it', () => {
    const drawn = add(rename(remove(begin(before), new Set(['a'])), 'b', label(4)), [
      { floor: 3, side: 'left', number: null, letter: null },
      { floor: 3, side: 'right', number: null, letter: null },
    ]);
    const both = rebase(drawn, after);
    expect(both.served.number).toBe(9);
    // The visited door stays, the door that somebody else renamed keeps that name, the door that somebody else added is not added twice.
    expect(said(both)).toEqual({ removed: [], renamed: [], added: ['3:right'] });
  });

  test('whatever two people do, no two doors of a floor are called alike, and no visited door goes', () => {
    for (let seed = 1; seed <= 300; seed += 1) {
      const roll = dice(seed);
      const doors = [0, 1, 2, 3, 4, 5].map((rank) => numbered(`d${rank}`, rank % 3, 1 + Math.floor(rank / 3), roll(4) === 0));
      let facade = begin(served(...doors));
      for (let act = 0; act < 12; act += 1) facade = acted(facade, roll);
      const theirs = doors.filter(() => roll(4) > 0).map((door) => (roll(5) === 0 ? { ...door, number: 9 } : door)).map((door) => ({ ...door, visited: door.visited || roll(5) === 0 }));
      const fresh = theirs.filter((door, place) => !theirs.some((other, before) => before < place && other.floor === door.floor && sameLabel(other, door)));
      const both = rebase(facade, { number: 9, doors: fresh });
      for (const one of [facade, both]) {
        const names = one.doors.map((door) => `${door.floor}|${door.side}|${door.number}|${door.letter}`);
        expect(new Set(names).size, `seed ${seed}`).toBe(names.length);
        expect(changesOf(one).removed.every(({ visited }) => !visited), `seed ${seed}`).toBe(true);
        expect(one.doors.length, `seed ${seed}`).toBe(one.served.doors.length - one.gone.length + changesOf(one).added.length);
      }
    }
  });
});

function acted(facade: Facade, roll: (sides: number) => number): Facade {
  const floor = roll(4) - 1;
  const door = facade.doors[roll(Math.max(1, facade.doors.length))];
  switch (roll(6)) {
    case 0: return add(facade, [{ floor, ...label(1 + roll(3)) }]);
    case 1: return door ? remove(facade, new Set([door.id])) : facade;
    case 2: {
      const name = label(1 + roll(9));
      const free = door && !facade.doors.some((other) => other.id !== door.id && other.floor === door.floor && sameLabel(other, name));
      return free ? rename(facade, door.id, name) : facade;
    }
    case 3: return insertFloor(facade, floor);
    case 4: return dropFloor(facade, floor);
    default: return emptyFloor(facade, floor);
  }
}

function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % sides;
  };
}
