import { describe, expect, it } from 'vitest';

import vector from '../../tests/vectors/keys.json';
import { makeKeyPair, open, recipientOf, sealArmored } from './age';
import { comparedCode, copyFor, holderProof, keysBefore, lockOwn, nextKey, openCopy, openOwn } from './holders';
import { keptKey, privateKeyOf, rotationProof, secretBytes } from './rotation';
import { joinParts, splitKey } from './shares';

const bytes = (text: string) => new TextEncoder().encode(text);

describe('a coordinator’s own key', () => {
  it('is opened by its passphrase, with the organisation it was made for', async () => {
    const [own, organisation] = [await makeKeyPair(), await makeKeyPair()];
    const locked = await lockOwn(own, organisation.recipient, 'palier lune citron été', 10);
    expect(locked.wrapped_key).not.toContain('AGE-SECRET-KEY');
    expect(await openOwn(locked.wrapped_key, 'palier lune citron été')).toEqual({ privateKey: own.privateKey, organisation: organisation.recipient });
    await expect(openOwn(locked.wrapped_key, 'palier lune citron')).rejects.toThrow();
  });

  it('opens the copy that was sealed to it, and no other’s', async () => {
    const [own, stranger, organisation] = [await makeKeyPair(), await makeKeyPair(), await makeKeyPair()];
    const copy = await copyFor(own.recipient, organisation.privateKey);
    expect(await openCopy(copy.sealed, own.privateKey)).toBe(organisation.privateKey);
    await expect(openCopy(copy.sealed, stranger.privateKey)).rejects.toThrow();
    expect(copy.proof).not.toBe(await holderProof(organisation.privateKey, organisation.recipient, stranger.recipient));
  });

  it('is compared with the organisation’s: neither can be exchanged', async () => {
    const [own, stranger, organisation] = [await makeKeyPair(), await makeKeyPair(), await makeKeyPair()];
    const code = await comparedCode(organisation.recipient, own.recipient);
    expect(code).toMatch(/^([0-9a-f]{4} ){7}[0-9a-f]{4}$/u);
    expect(await comparedCode(organisation.recipient, stranger.recipient)).not.toBe(code);
    expect(await comparedCode(stranger.recipient, own.recipient)).not.toBe(code);
  });
});

describe('a rotation', () => {
  it('leads back to every key before, and stops where a link was made by somebody else', async () => {
    const first = await makeKeyPair();
    const second = await nextKey(first.privateKey);
    const third = await nextKey(second.pair.privateKey);
    const keys = [
      { recipient: third.pair.recipient, follows: second.pair.recipient, sealed_before: third.sealed_before },
      { recipient: second.pair.recipient, follows: first.recipient, sealed_before: second.sealed_before },
      { recipient: first.recipient, follows: null, sealed_before: null },
    ];
    expect(await keysBefore(third.pair.privateKey, third.pair.recipient, keys)).toEqual([second.pair, first]);
    const stranger = await makeKeyPair();
    const forged = [{ recipient: third.pair.recipient, follows: second.pair.recipient, sealed_before: await sealArmored(stranger.privateKey, [third.pair.recipient]) }];
    expect(await keysBefore(third.pair.privateKey, third.pair.recipient, forged)).toEqual([]);
  });

  it('is proved to one tablet alike by both sides', async () => {
    const [organisation, device, next] = [await makeKeyPair(), await makeKeyPair(), await makeKeyPair()];
    const said = { organisation: 'o', device: 'd', from: organisation.recipient, to: next.recipient };
    const proof = await rotationProof(organisation.privateKey, device.recipient, said);
    expect(await rotationProof(device.privateKey, organisation.recipient, said)).toBe(proof);
    expect(await rotationProof(device.privateKey, organisation.recipient, { ...said, to: device.recipient })).not.toBe(proof);
    expect(await rotationProof(next.privateKey, device.recipient, said)).not.toBe(proof);
  });

  it('agrees with the vector that the server’s tests read too', async () => {
    const { organisation, device, holder, rotation } = vector;
    expect(await rotationProof(organisation.private_key, device.recipient, rotation)).toBe(rotation.proof);
    expect(await rotationProof(device.private_key, organisation.recipient, rotation)).toBe(rotation.proof);
    expect(await holderProof(organisation.private_key, organisation.recipient, holder.recipient)).toBe(holder.proof);
    expect(await comparedCode(organisation.recipient, holder.recipient)).toBe(holder.compared);
  });
});

describe('three sheets', () => {
  it('give the key back by any two, and refuse what is misread, doubled or of another key', async () => {
    const [pair, other] = [await makeKeyPair(), await makeKeyPair()];
    const parts = await splitKey(pair.privateKey);
    for (const [one, two] of [[0, 1], [0, 2], [2, 1]] as const) {
      const spaced = (parts[one] ?? '').toLowerCase().match(/.{1,4}/gu)?.join(' ') ?? '';
      expect(await joinParts(spaced, parts[two]?.replace('PALIER-PART-1', '') ?? '')).toEqual({ privateKey: pair.privateKey });
    }
    const [first = '', second = ''] = parts;
    expect(await joinParts(first, first)).toEqual({ problem: 'same_part' });
    const misread = first.slice(0, 20) + (first[20] === 'Q' ? 'P' : 'Q') + first.slice(21);
    expect(await joinParts(misread, second)).toEqual({ problem: 'not_a_part' });
    const [stranger = ''] = await splitKey(other.privateKey);
    expect(await joinParts(first, stranger)).toEqual({ problem: 'other_keys' });
    expect(parts.every((part) => !part.includes(pair.privateKey.slice(16, 40)))).toBe(true);
  });

  it('write a key as age does', async () => {
    const { privateKey, recipient } = await makeKeyPair();
    expect(await privateKeyOf(await secretBytes(privateKey))).toBe(privateKey);
    const kept = await keptKey(privateKey);
    expect(kept.extractable).toBe(false);
    expect(await recipientOf(kept)).toBe(recipient);
    const { seal } = await import('./age');
    expect(await open(await seal(bytes('a'), [recipient]), kept)).toEqual(bytes('a'));
  });
});
