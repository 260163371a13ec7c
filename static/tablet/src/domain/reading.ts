/** Reading what came from outside: nothing is believed before it has the right shape. Each reader returns null or false when it has not. */
import { MOST_DOORS_PER_ENTRY, isFloor, isLabel, labelOf } from './doors';
import {
  MEETING_OUTCOMES, MEETING_PLACES, MODES, OUTCOMES, SLOTS, type Change, type ChangeOrder, type DoorDefinition, type DoorLabel, type OwnChange, type Paper, type Seen,
} from './entries';
import { isUuid } from './ids';
import { parseMoment } from './moments';

export type Shape = Record<string, unknown>;

export function isShape(value: unknown): value is Shape {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

export function isDay(value: unknown): value is string {
  return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/u.test(value);
}

export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

export function isListOf<Item>(value: unknown, isItem: (item: unknown) => item is Item): value is Item[] {
  return Array.isArray(value) && value.every(isItem);
}

/** A change of the feed, or null when this version of the app cannot apply it. */
export function readChange(value: unknown): Change | null {
  if (!isShape(value)) return null;
  const { number, epoch, entrance, id } = value;
  if (!isCount(number) || number === 0 || !isText(epoch) || !isUuid(entrance) || !isUuid(id)) return null;
  const head = { number, epoch, entrance, id };
  if (value.type === 'visit') return readVisit(value, head);
  if (value.type === 'door_label') return readLabelChange(value, head);
  if (value.type === 'doors' || value.type === 'door_removal') return readDoorsChange(value, head);
  if (value.type === 'door_move' || value.type === 'door_merge') return readPlaceChange(value, head);
  if (value.type === 'withdrawal') return isUuid(value.withdraws) ? { ...head, type: 'withdrawal', withdraws: value.withdraws } : null;
  return readOwnChange(value, head);
}

type Head = Pick<Change, 'number' | 'epoch' | 'entrance' | 'id'>;

function readDoorsChange(value: Shape, head: Head): Change | null {
  const order = readOrder(value);
  if (!order) return null;
  const doors = value.type === 'doors' ? readDoors(value.doors) : null;
  if (doors) return { ...head, ...order, type: 'doors', doors };
  const removed = value.type === 'door_removal' && isListOf(value.doors, isUuid) && value.doors.length > 0 ? value.doors : null;
  return removed && { ...head, ...order, type: 'door_removal', doors: removed };
}

function readVisit(value: Shape, head: Head): Change | null {
  const own = readOwn(value, head);
  const { door, outcome, slot, day = null, replaces } = value;
  if (!own || !isUuid(door) || !isOneOf(OUTCOMES, outcome)) return null;
  if (slot !== null && !isOneOf(SLOTS, slot)) return null;
  if (day !== null && !isDay(day)) return null;
  if (replaces !== null && !isUuid(replaces)) return null;
  return { ...own, type: 'visit', door, outcome, slot, ...(day !== null && { day }), replaces, paper: readPaper(value.paper) };
}

/** What only the own organisation is told, beside visits. */
function readOwnChange(value: Shape, head: Head): Change | null {
  const own = readOwn(value, head);
  if (!own) return null;
  const { type, door, session, mode, workers, place, outcome, adults, children, replaces = null } = value;
  if (replaces !== null && !isUuid(replaces)) return null;
  if (type === 'opposition_lifted') return isUuid(door) ? { ...own, type, door } : null;
  if (type === 'session') return isOneOf(MODES, mode) && isListOf(workers, isUuid) ? { ...own, type, mode, workers, replaces } : null;
  if (type === 'taking') return readTaking(value.floors, own);
  if (!isUuid(session)) return null;
  if (type === 'session_end') return { ...own, type, session };
  if (type === 'encounter') return isOneOf(MEETING_PLACES, place) && isOneOf(MEETING_OUTCOMES, outcome) ? { ...own, type, session, place, outcome, replaces } : null;
  if (type === 'headcount') return isWhole(adults) && isWhole(children) ? { ...own, type, session, adults, children } : null;
  return null;
}

function readTaking(floors: unknown, own: OwnChange): Change | null {
  if (floors === null) return { ...own, type: 'taking', floors };
  if (!isShape(floors) || !isFloor(floors.from) || !isFloor(floors.to) || floors.from > floors.to) return null;
  return { ...own, type: 'taking', floors: { from: floors.from, to: floors.to } };
}

function readOwn(value: Shape, head: Head): OwnChange | null {
  const order = readOrder(value);
  const { made_at, author, round } = value;
  if (!order || !isUuid(author) || !isUuid(round) || parseMoment(made_at) === null) return null;
  return { ...head, ...order, made_at: made_at as string, author, round };
}

function readPlaceChange(value: Shape, head: Head): Change | null {
  const place = readPlace(value);
  if (!place) return null;
  if (value.type === 'door_move') return isFloor(value.floor) ? { ...head, ...place, type: 'door_move', floor: value.floor } : null;
  return value.into === null || isUuid(value.into) ? { ...head, ...place, type: 'door_merge', into: value.into } : null;
}

/** What a visit says of the sheet it came from changes nothing else about it: a text we cannot read is no reason to set the visit aside. */
function readPaper(value: unknown): Paper | null {
  if (!isShape(value) || parseMoment(value.typed_at) === null || typeof value.hour_known !== 'boolean') return null;
  return { typed_at: value.typed_at as string, hour_known: value.hour_known };
}

function readLabelChange(value: Shape, head: Head): Change | null {
  const place = readPlace(value);
  const label = readLabel(value.label);
  return place && label && { ...head, ...place, type: 'door_label', label };
}

function readPlace(value: Shape): (ChangeOrder & { door: string }) | null {
  const order = readOrder(value);
  return order && isUuid(value.door) ? { door: value.door, ...order } : null;
}

function readOrder({ corrected_at, device, counter, seen: said }: Shape): ChangeOrder | null {
  const seen = readSeen(said);
  if (!isUuid(device) || !isCount(counter) || seen === undefined || parseMoment(corrected_at) === null) return null;
  return { corrected_at: corrected_at as string, device, counter, seen };
}

function readSeen(value: unknown): Seen | null | undefined {
  if (value === null) return null;
  if (!isShape(value) || !isText(value.epoch) || !isCount(value.number)) return undefined;
  return { epoch: value.epoch, number: value.number };
}

function readLabel(value: unknown): DoorLabel | null {
  if (!isShape(value)) return null;
  const { side, number, letter } = value;
  return isLabel({ side, number, letter }) ? ({ side, number, letter } as DoorLabel) : null;
}

function readDoors(value: unknown): DoorDefinition[] | null {
  if (!Array.isArray(value) || value.length === 0 || value.length > MOST_DOORS_PER_ENTRY) return null;
  const doors: DoorDefinition[] = [];
  for (const door of value as unknown[]) {
    const label = readLabel(door);
    if (!label || !isShape(door) || !isUuid(door.id) || !isFloor(door.floor)) return null;
    doors.push({ id: door.id, floor: door.floor, ...labelOf(label) });
  }
  return doors;
}

function isOneOf<Value extends string>(values: readonly Value[], value: unknown): value is Value {
  return values.includes(value as Value);
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value);
}
