/** A façade being edited: doors as they will stand, and what has to be said so that they do. Pure: every change gives a new façade. */
import { HIGHEST_FLOOR, LOWEST_FLOOR, alongLanding, labelOf, sameLabel } from '../../../tablet/src/domain/doors';
import type { DoorLabel } from '../../../tablet/src/domain/entries';
import { missing, nextLabel, type NewDoor } from '../../../tablet/src/domain/patterns';

/** A door that the server knows. */
export interface KnownDoor extends NewDoor {
  id: string;
  visited: boolean;
}

/** What the server says of a façade; `number`: the last change of it. */
export interface Served {
  number: number;
  doors: KnownDoor[];
}

/** A door as it will stand. `known` is what it is now; null for a new one. */
export interface Door extends NewDoor {
  id: string;
  known: KnownDoor | null;
}

export interface Facade {
  served: Served;
  doors: readonly Door[];
  /** Known doors that are to go. */
  gone: readonly KnownDoor[];
  /** Floors without a door that are shown to be filled. */
  empty: readonly number[];
  /** Counts new doors, so that each has a name of its own in the drawing. */
  made: number;
}

export interface Changes {
  removed: KnownDoor[];
  renamed: Door[];
  added: Door[];
}

export interface Floor {
  floor: number;
  doors: Door[];
}

export function begin(served: Served): Facade {
  return { served, doors: served.doors.map((known) => ({ ...labelOf(known), floor: known.floor, id: known.id, known })), gone: [], empty: [], made: 0 };
}

/** From the top down; the ground floor always, doors in the order they stand. */
export function floorsOf({ doors, empty }: Facade): Floor[] {
  const floors = new Set([0, ...empty, ...doors.map(({ floor }) => floor)]);
  return [...floors].sort((one, other) => other - one).map((floor) => ({ floor, doors: doors.filter((door) => door.floor === floor).sort(alongLanding) }));
}

export function changesOf({ doors, gone }: Facade): Changes {
  return { removed: [...gone], renamed: doors.filter((door) => door.known !== null && !sameLabel(door, door.known)), added: doors.filter((door) => door.known === null) };
}

export function isChanged(facade: Facade): boolean {
  const { removed, renamed, added } = changesOf(facade);
  return removed.length + renamed.length + added.length > 0;
}

/** Why a label can't be given on a floor, or null. */
export function taken(facade: Facade, floor: number, label: DoorLabel, but: string | null = null): boolean {
  return facade.doors.some((door) => door.id !== but && door.floor === floor && sameLabel(door, label));
}

/** Doors that stand already are left alone. */
export function add(facade: Facade, doors: readonly NewDoor[]): Facade {
  const wanted = missing([...doors], [...facade.doors]);
  return wanted.reduce((before, door) => addOne(before, door), facade);
}

/** A known door that was to go comes back, rather than another in its place. */
function addOne(facade: Facade, door: NewDoor): Facade {
  const known = facade.gone.find((one) => one.floor === door.floor && sameLabel(one, door));
  const made = facade.made + 1;
  const added: Door = { ...labelOf(door), floor: door.floor, id: known?.id ?? `new-${made}`, known: known ?? null };
  return { ...facade, made, doors: [...facade.doors, added], gone: facade.gone.filter((one) => one !== known), empty: facade.empty.filter((floor) => floor !== door.floor) };
}

/** What one would expect a further door of a floor to be called: after those there, or, on an empty floor, as the nearest floor begins. */
export function expected(facade: Facade, floor: number): DoorLabel {
  const floors = floorsOf(facade).filter(({ doors }) => doors.length > 0);
  const landing = floors.find((one) => one.floor === floor)?.doors;
  if (landing) return nextLabel(landing);
  const [nearest] = [...floors].sort((one, other) => Math.abs(one.floor - floor) - Math.abs(other.floor - floor));
  const model = nearest?.doors[0];
  if (!nearest || !model) return nextLabel([]);
  if (model.number === null) return labelOf(model);
  const hundreds = nearest.floor > 0 && Math.floor(model.number / 100) === nearest.floor;
  return { side: null, number: hundreds ? Math.max(floor, 0) * 100 + 1 : 1, letter: null };
}

/** A visited door stays. Its floor stays on show, empty. */
export function remove(facade: Facade, ids: ReadonlySet<string>): Facade {
  const going = facade.doors.filter((door) => ids.has(door.id) && !door.known?.visited);
  const left = facade.doors.filter((door) => !going.includes(door));
  const bare = going.map(({ floor }) => floor).filter((floor) => !left.some((door) => door.floor === floor));
  const known = going.flatMap((door) => door.known ?? []);
  return { ...facade, doors: left, gone: [...facade.gone, ...known], empty: [...new Set([...facade.empty, ...bare])] };
}

export function rename(facade: Facade, id: string, label: DoorLabel): Facade {
  return { ...facade, doors: facade.doors.map((door) => (door.id === id ? { ...door, ...labelOf(label) } : door)) };
}

export function showFloor(facade: Facade, floor: number): Facade {
  if (floor < LOWEST_FLOOR || floor > HIGHEST_FLOOR || floorsOf(facade).some((one) => one.floor === floor)) return facade;
  return { ...facade, empty: [...facade.empty, floor] };
}

/** Whether the floors from `floor` up (of cellars: down) can move: a visited door stays where it is. */
export function canShift(facade: Facade, floor: number): boolean {
  const far = facade.doors.filter((door) => moves(door.floor, floor));
  const most = floorsOf(facade).filter((one) => moves(one.floor, floor)).map((one) => Math.abs(one.floor));
  return !far.some((door) => door.known?.visited) && Math.max(0, ...most) < (floor < 0 ? -LOWEST_FLOOR : HIGHEST_FLOOR);
}

/** An empty floor where `floor` is now; that one and those beyond it go one further from the ground. */
export function insertFloor(facade: Facade, floor: number): Facade {
  return canShift(facade, floor) ? showFloor(shifted(facade, floor, Math.sign(floor) || 1), floor) : facade;
}

export function emptyFloor(facade: Facade, floor: number): Facade {
  return remove(facade, new Set(facade.doors.filter((door) => door.floor === floor).map(({ id }) => id)));
}

/** Takes a floor away, with its doors; those beyond it come one nearer to the ground. Only where nobody was, there or beyond. */
export function dropFloor(facade: Facade, floor: number): Facade {
  if (floor === 0 || !canDrop(facade, floor)) return facade;
  const emptied = emptyFloor(facade, floor);
  const without = { ...emptied, empty: emptied.empty.filter((one) => one !== floor) };
  return shifted(without, floor, -Math.sign(floor));
}

export function canDrop(facade: Facade, floor: number): boolean {
  return floor !== 0 && !facade.doors.some((door) => moves(door.floor, floor) && door.known?.visited);
}

function moves(one: number, floor: number): boolean {
  return floor < 0 ? one <= floor : one >= floor;
}

/** A door can't change floors: it goes, and another stands where it should. */
function shifted(facade: Facade, floor: number, by: number): Facade {
  const moving = facade.doors.filter((door) => moves(door.floor, floor));
  const bare = facade.empty.map((one) => (moves(one, floor) ? one + by : one));
  const without = { ...remove(facade, new Set(moving.map(({ id }) => id))), empty: bare };
  return moving.reduce<Facade>((before, door) => addOne(before, { ...labelOf(door), floor: door.floor + by }), without);
}

/** The same changes on what the server says now. What somebody else did meanwhile stays done. */
export function rebase(facade: Facade, served: Served): Facade {
  const { removed, renamed, added } = changesOf(facade);
  const fresh = begin(served);
  const still = (id: string) => fresh.doors.find((door) => door.id === id);
  let after = remove(fresh, new Set(removed.map(({ id }) => id)));
  for (const door of renamed) {
    const before = still(door.id)?.known;
    const untouched = before && door.known && sameLabel(before, door.known);
    if (untouched && !taken(after, door.floor, door, door.id)) after = rename(after, door.id, door);
  }
  after = add(after, added);
  return { ...after, empty: facade.empty.filter((floor) => !after.doors.some((door) => door.floor === floor)) };
}

export interface News {
  added: KnownDoor[];
  removed: KnownDoor[];
  renamed: { before: KnownDoor; after: KnownDoor }[];
  visited: KnownDoor[];
}

/** What changed between two things that the server said. */
export function newsBetween(before: Served, after: Served): News {
  const then = new Map(before.doors.map((door) => [door.id, door]));
  const now = new Map(after.doors.map((door) => [door.id, door]));
  const both = after.doors.flatMap((door) => {
    const old = then.get(door.id);
    return old ? [{ before: old, after: door }] : [];
  });
  return {
    added: after.doors.filter((door) => !then.has(door.id)),
    removed: before.doors.filter((door) => !now.has(door.id)),
    renamed: both.filter((one) => !sameLabel(one.before, one.after)),
    visited: both.filter((one) => !one.before.visited && one.after.visited).map((one) => one.after),
  };
}
