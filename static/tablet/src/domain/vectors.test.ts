/** The vectors that the server is tested on too. */
import { expect, test } from 'vitest';

import { open } from '../../../sealing/age';
import { fromBase64Url, toBase64Url } from '../../../sealing/base64url';
import doorStates from '../../../../tests/vectors/door-states.json';
import doorVectors from '../../../../tests/vectors/doors.json';
import journal from '../../../../tests/vectors/journal.json';
import orderings from '../../../../tests/vectors/ordering.json';
import presences from '../../../../tests/vectors/presence.json';
import receipts from '../../../../tests/vectors/receipts.json';
import sessionVectors from '../../../../tests/vectors/sessions.json';
import { alongLanding, doorId, doorName, isLabel } from './doors';
import type { DoorDefinition, Side } from './entries';
import { doorsOf, NOTHING_KNOWN, withChanges } from './entrance';
import { digestOf, envelopeBytes, textBytes } from './envelope';
import { deadVisits, latestOf, type Placed } from './ordering';
import { readChange } from './reading';
import { drawCode, markOf, writtenCode, type Marked } from './receipt-code';
import { endingOf, runningSessions, sessionsBegun } from './sessions';

test.each(doorVectors.doors)('door $name', async ({ entrance, floor, name, id, ...label }) => {
  const door = label as { side: Side | null; number: number | null; letter: string | null };
  expect(isLabel(door)).toBe(true);
  expect(doorName(floor, door)).toBe(name);
  expect(await doorId(entrance, floor, door)).toBe(id);
});

test('doors in the order they stand', () => {
  const doors = [...(doorVectors.doors as (DoorDefinition & { name: string })[])].reverse();
  const standing = doors.sort((one, other) => other.floor - one.floor || alongLanding(one, other));
  expect(standing.map(({ id }) => id)).toEqual(doorVectors.standing_order);
});

test.each(orderings)('the state of a door: $what', ({ visits, withdrawn, live, latest }) => {
  const placed = visits.map((visit) => ({
    ...visit, at: Date.parse(visit.corrected_at),
  })) satisfies (Placed & { replaces: string | null })[];
  const dead = deadVisits(placed, new Set(withdrawn));
  const alive = placed.filter(({ id }) => !dead.has(id));
  expect(new Set(alive.map(({ id }) => id))).toEqual(new Set(live));
  expect(latestOf(alive)?.id ?? null).toBe(latest);
});

test.each(presences)('which doors stand: $what', ({ changes, standing }) => {
  const read = changes.map((change) => readChange(change)!);
  for (const order of [read, [...read].reverse()]) {
    const facts = order.reduce((known, change) => withChanges(known, [change], change.epoch), NOTHING_KNOWN);
    expect(doorsOf(facts).map(({ door }) => door.id).sort()).toEqual(standing);
  }
});

test.each(doorStates)('doors and what is known of them: $what', ({ changes, doors }) => {
  const read = changes.map((change) => readChange(change)!);
  for (const order of [read, [...read].reverse()]) {
    const facts = order.reduce((known, change) => withChanges(known, [change], change.epoch), NOTHING_KNOWN);
    const found = doorsOf(facts).map(({ door, visits, opposed, merged }) => ({
      ...door, passages: visits.length, latest: visits[0]?.id ?? null, opposed, due: opposed ? null : (visits[0]?.day ?? null), slot: opposed ? null : (visits[0]?.slot ?? null),
      merged: merged.map(({ id }) => id).sort(),
    }));
    expect(found.sort((one, other) => (one.id < other.id ? -1 : 1))).toEqual(doors);
  }
});

test.each(sessionVectors)('sessions: $what', ({ changes, now, sessions }) => {
  const read = changes.map((change) => readChange(change)!);
  const facts = withChanges(NOTHING_KNOWN, read, 'e');
  const found = sessionsBegun(facts.sessions!, new Set(facts.withdrawn)).map(({ id, ids, startedAt, holds }) => {
    const said = (facts.ends ?? []).filter(({ session }) => ids.has(session)).map(({ at }) => at);
    const noted = [facts.visits, facts.met ?? [], facts.counts ?? []].flat().filter(({ device }) => device === holds.device);
    const ending = endingOf(startedAt, said, noted.map(({ at }) => at), Date.parse(now));
    return { id, mode: holds.mode, workers: holds.workers, started: startedAt, ended: ending?.at ?? null, how: ending?.how ?? null };
  });
  const expected = sessions.map((one) => ({ ...one, started: Date.parse(one.started), ended: one.ended === null ? null : Date.parse(one.ended) }));
  expect(found).toEqual(expected);
  expect(runningSessions(facts, Date.parse(now)).map(({ id }) => id)).toEqual(sessions.filter(({ how }) => how === null).map(({ id }) => id));
});

test.each(journal.entries)('the bytes of an entry: $what', async ({ clear, clear_digest, sealed, sealed_text, envelope, digest, carrier }) => {
  const { id } = JSON.parse(clear) as { id: string };
  const made = envelopeBytes(id, textBytes(clear), sealed === null ? null : fromBase64Url(sealed));
  expect(new TextDecoder().decode(made)).toBe(envelope);
  expect(await digestOf(made)).toBe(digest);
  expect(await digestOf(textBytes(clear))).toBe(clear_digest);
  expect(toBase64Url(await open(fromBase64Url(carrier), journal.identities.transport))).toBe(toBase64Url(made));
  if (sealed === null) return;
  for (const key of [journal.identities.organisation, journal.identities.device]) {
    expect(JSON.parse(new TextDecoder().decode(await open(fromBase64Url(sealed), key)))).toEqual(sealed_text);
  }
});

test.each(receipts.codes)('the receipt code $written and its marks', async ({ code, written, marks }) => {
  expect(writtenCode(code)).toBe(written);
  for (const { kind, number, mark } of marks) expect(await markOf(kind as Marked, number, code)).toBe(mark);
});

test('a code is drawn from eighty bits', () => {
  const codes = Array.from({ length: 200 }, () => drawCode((length) => crypto.getRandomValues(new Uint8Array(length))));
  expect(new Set(codes).size).toBe(200);
  expect(new Set(codes.join('')).size).toBe(32);
  expect(codes.every((code) => /^[0-9A-HJKMNP-TV-Z]{16}$/u.test(code))).toBe(true);
  expect([drawCode((length) => new Uint8Array(length)), drawCode((length) => new Uint8Array(length).fill(255))]).toEqual(['0'.repeat(16), 'Z'.repeat(16)]);
});
