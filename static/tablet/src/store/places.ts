/** Doors as they really stand: added, renamed, moved to another floor, two that are one, one that is two. */
import { doorId, isFloor, isLabel, labelOf, sameLabel, MOST_DOORS_PER_ENTRY } from '../domain/doors';
import type { DoorDefinition, DoorLabel } from '../domain/entries';
import { doorsOf, oneDoor, type EntranceFacts } from '../domain/entrance';
import type { Place } from '../domain/making';
import { SENTENCES, Sentence } from '../domain/sentences';
import { append, maker, noteOne, requireDoor, type Note } from './journal';
import type { Store } from './store';

export async function addDoors(store: Store, note: Note<'addDoors'>): Promise<string | null> {
  if (note.doors.length > MOST_DOORS_PER_ENTRY) throw new Sentence(SENTENCES.tooManyDoors);
  for (const door of note.doors) {
    if (!isFloor(door.floor)) throw new Sentence(SENTENCES.badFloor);
    if (!isLabel(door)) throw new Sentence(SENTENCES.badLabel);
  }
  const asked = await Promise.all(
    note.doors.map(async (door) => ({ id: await doorId(note.entrance, door.floor, door), floor: door.floor, ...labelOf(door) })),
  );
  const added = await store.write(async () => {
    const facts = await store.facts(note.entrance);
    const doors = missingDoors(facts, asked);
    const parted = doors.filter(({ id }) => oneDoor(facts).has(id)).map(({ id }) => ({ kind: 'door_merge', door: id, into: null }) as const);
    if (doors.length === 0) return null;
    const entries = [{ kind: 'doors', doors } as const, ...parted].map(maker(store, note, facts));
    await append(store, note, facts, entries);
    return { entry: entries[0]?.id ?? null, doors };
  }).finally(() => { store.changed(); });
  for (const { id, label } of await calledOtherwise(store, note, added?.doors ?? [])) await renameDoor(store, { ...note, door: id, label });
  return added?.entry ?? null;
}

/** A door that was renamed, then taken off or found to be another, and is added again under its first name: it stands again under the name it had last. */
async function calledOtherwise(store: Store, { entrance }: Place, added: readonly DoorDefinition[]): Promise<{ id: string; label: DoorLabel }[]> {
  const standing = doorsOf(await store.facts(entrance));
  return added.filter((door) => standing.some((other) => other.door.id === door.id && !sameLabel(other.door, door))).map((door) => ({ id: door.id, label: labelOf(door) }));
}

function missingDoors(facts: EntranceFacts, asked: readonly DoorDefinition[]): DoorDefinition[] {
  const standing = doorsOf(facts).map(({ door }) => door);
  const missing = new Map<string, DoorDefinition>();
  for (const door of asked) {
    const stands = standing.some((other) => other.id === door.id || (other.floor === door.floor && sameLabel(other, door)));
    if (!stands) missing.set(door.id, door);
  }
  return [...missing.values()];
}

export async function renameDoor(store: Store, note: Note<'renameDoor'>): Promise<string> {
  if (!isLabel(note.label)) throw new Sentence(SENTENCES.badLabel);
  return noteOne(store, note, (facts) => {
    requireFree(facts, note.door, requireStanding(facts, note.door).floor, note.label);
    return { kind: 'door_label', door: note.door, ...labelOf(note.label) };
  });
}

export async function moveDoor(store: Store, note: Note<'moveDoor'>): Promise<string> {
  if (!isFloor(note.floor)) throw new Sentence(SENTENCES.badFloor);
  return noteOne(store, note, (facts) => {
    requireFree(facts, note.door, note.floor, requireStanding(facts, note.door));
    return { kind: 'door_move', door: note.door, floor: note.floor };
  });
}

export async function mergeDoor(store: Store, note: Note<'mergeDoor'>): Promise<string> {
  const { door, into } = note;
  return noteOne(store, note, (facts) => {
    if (into === null) {
      requireDoor(facts, door);
    } else {
      requireStanding(facts, door);
      if (requireStanding(facts, into).id === door) throw new Sentence(SENTENCES.sameDoor);
    }
    return { kind: 'door_merge', door, into };
  });
}

/** Two homes behind one door: the one that is known gets another name, the other is added beside it. */
export async function splitDoor(store: Store, note: Note<'splitDoor'>): Promise<void> {
  const { door, label, other, ...place } = note;
  if (!isLabel(label) || !isLabel(other) || sameLabel(label, other)) throw new Sentence(SENTENCES.badLabel);
  const { floor } = requireStanding(await store.facts(place.entrance), door);
  const added: DoorDefinition = { id: await doorId(place.entrance, floor, other), floor, ...labelOf(other) };
  await noteOne(store, place, (facts) => {
    const here = requireStanding(facts, door);
    requireFree(facts, door, floor, label);
    requireFree(facts, door, floor, other);
    // The known door keeps its id: a second one cannot be called as it was first.
    if (added.id === door) throw new Sentence(SENTENCES.keepsItsName);
    const renamed = sameLabel(here, label) ? [] : [{ kind: 'door_label' as const, door, ...labelOf(label) }];
    return [...renamed, { kind: 'doors' as const, doors: [added] }];
  });
}

/** The door as it stands now. */
function requireStanding(facts: EntranceFacts, door: string): DoorDefinition {
  const found = doorsOf(facts).find((one) => one.door.id === door);
  if (!found) throw new Sentence(SENTENCES.unknownDoor);
  return found.door;
}

function requireFree(facts: EntranceFacts, door: string, floor: number, label: DoorLabel): void {
  const taken = doorsOf(facts).some((one) => one.door.id !== door && one.door.floor === floor && sameLabel(one.door, label));
  if (taken) throw new Sentence(SENTENCES.labelTaken);
}
