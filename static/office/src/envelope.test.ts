import { describe, expect, it } from 'vitest';

import { makeKeyPair, open, seal } from '../../sealing/age';
import { toBase64Url } from '../../sealing/base64url';
import { correctedEnvelope, freshId, openQuarantined } from './envelope';
import { groups } from './key-sheet';
import { runs } from '../../qr/draw';
import { plain } from './round-edit';
import { privateKeyIn } from './key-kit';
import { doorName, readableMoment } from './words';

const bytes = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

async function quarantinedAnswers() {
  const organisation = await makeKeyPair();
  const device = await makeKeyPair();
  const clear = { format: 'palier-answers/1', kind: 'answers', id: 'a', organisation: 'o', round: 'r', entrance: 'e', day: '2026-11-23' };
  const text = { format: 'palier-sealed/1', entry: 'a', organisation: 'o', door: 'd', identity: { prenom: 'Exemple' } };
  const sealed = await seal(JSON.stringify(text), [organisation.recipient, device.recipient]);
  const envelope = bytes({ format: 'palier-envelope/1', id: 'a', clear: toBase64Url(bytes(clear)), sealed: toBase64Url(sealed) });
  return { organisation, text, file: await seal(envelope, [organisation.recipient]) };
}

describe('a quarantined envelope', () => {
  it('opens to its clear and its sealed text', async () => {
    const { organisation, text, file } = await quarantinedAnswers();
    const opened = await openQuarantined(file, [organisation.privateKey]);
    expect(opened?.clear.entrance).toBe('e');
    expect(opened?.sealedText).toEqual(text);
  });

  it('keeps the sealed bytes when the id stays', async () => {
    const { organisation, file } = await quarantinedAnswers();
    const opened = await openQuarantined(file, [organisation.privateKey]);
    const made = await correctedEnvelope(opened!, { id: 'a', organisation: 'o', round: 'r2', entrance: 'e2' }, organisation.recipient);
    const again = await openQuarantined(await seal(made, [organisation.recipient]), [organisation.privateKey]);
    expect(again?.clear).toMatchObject({ id: 'a', round: 'r2', entrance: 'e2', day: '2026-11-23' });
    expect(again?.sealed).toEqual(opened?.sealed);
  });

  it('seals anew for a new id, so that the sealed text names it', async () => {
    const { organisation, file } = await quarantinedAnswers();
    const opened = await openQuarantined(file, [organisation.privateKey]);
    const made = await correctedEnvelope(opened!, { id: 'b', organisation: 'o', round: 'r' }, organisation.recipient);
    const again = await openQuarantined(await seal(made, [organisation.recipient]), [organisation.privateKey]);
    expect(again?.clear.id).toBe('b');
    expect(again?.sealedText).toMatchObject({ entry: 'b', door: 'd', identity: { prenom: 'Exemple' } });
    expect(new TextDecoder().decode(await open(again!.sealed!, [organisation.privateKey]))).toContain('Exemple');
  });

  it('is null for what is no envelope', async () => {
    const { recipient, privateKey } = await makeKeyPair();
    expect(await openQuarantined(await seal('age-encryption.org/v1 …', [recipient]), [privateKey])).toBeNull();
    expect(await openQuarantined(await seal('{"clear":"***"}', [recipient]), [privateKey])).toBeNull();
  });
});

describe('fresh ids', () => {
  it('are UUIDv7 in the log lane, in the order of their time', () => {
    const early = freshId('visit', 1_795_000_000_000);
    expect(early).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/u);
    expect(Number.parseInt(early.replaceAll('-', '').slice(0, 12), 16)).toBe(1_795_000_000_000);
  });

  it('are UUIDv4 in the answers lane', () => {
    expect(freshId('answers_withdrawal')[14]).toBe('4');
  });
});

describe('the recovery sheet', () => {
  it('gives the key back from its groups, and nothing from a passphrase', async () => {
    const { privateKey } = await makeKeyPair();
    const printed = `AGE-SECRET-KEY-1\n${groups(privateKey.replace('AGE-SECRET-KEY-1', ''), 4).toLowerCase()}`;
    expect(privateKeyIn(printed)).toBe(privateKey);
    expect(privateKeyIn('lune citron vélo palier')).toBeNull();
    expect(privateKeyIn(`${printed} Q`)).toBeNull();
  });
});

describe('words', () => {
  it('name doors, moments and groups', () => {
    expect(doorName({ floor: 3, side: 'left', number: 12, letter: null })).toBe('3e étage, gauche, n° 12');
    expect(doorName({ floor: 0, letter: 'B' })).toBe('rez-de-chaussée, porte B');
    expect(readableMoment('2026-11-23T23:30:00.000+00:00')).toBe('mardi 24 novembre 2026 à 00:30');
    expect(readableMoment('hier')).toBe('hier');
    expect(groups('ABCDEFGHIJ', 4)).toBe('ABCD EFGH IJ');
    expect(plain('  Allée des\u00a0Érables ')).toBe('allee des erables');
  });

  it('join the dark modules of a QR row', () => {
    expect(runs([true, true, false, true])).toEqual([[0, 2], [3, 1]]);
  });
});
