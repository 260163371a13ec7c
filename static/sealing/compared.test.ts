import { argon2id } from 'hash-wasm';
import { describe, expect, it } from 'vitest';

import vector from '../../tests/vectors/keys.json';
import { makeKeyPair } from './age';
import { keepComparison, organisationNumber, renewComparison, standingOf, type Comparison } from './compared';
import { nextKey } from './holders';
import type { Derive } from './recovery';

const ORGANISATION = '6d3c1d2a-0f6e-4c0b-9b57-3f3d8d2c9a10';
const OTHER = '0c7f2b8e-7c0e-4f0e-8d6c-5b1a3c9e2f44';
const theirs = vector.organisation.recipient;
const ours = vector.holder.private_key;
const compared: Comparison = { organisation: ORGANISATION, name: 'Maison inventée', recipient: theirs, by: 'Coordination d’essai', at: '2026-11-28T13:00:00.000Z' };
const derive: Derive = async (password, salt, { memory, passes }) => argon2id({ password, salt, parallelism: 1, iterations: passes, memorySize: memory, hashLength: 32, outputType: 'binary' });

describe('the number of an organisation’s key', () => {
  it('is twenty digits of this recipient and of this organisation', async () => {
    expect(await organisationNumber(ORGANISATION, theirs, derive)).toBe(vector.compared.number);
    expect(vector.compared.number).toMatch(/^(\d{4} ){4}\d{4}$/u);
    expect(await organisationNumber(ORGANISATION, vector.device.recipient, derive)).not.toBe(vector.compared.number);
    expect(await organisationNumber(OTHER, theirs, derive)).not.toBe(vector.compared.number);
  });

  it('keeps its zeros', async () => {
    const small: Derive = () => Promise.resolve(new Uint8Array([...new Array<number>(15).fill(0), 7, ...new Array<number>(16).fill(255)]));
    expect(await organisationNumber(ORGANISATION, theirs, small)).toBe('0000 0000 0000 0000 0007');
  });
});

describe('a comparison', () => {
  it('holds for this recipient of this organisation, and says who made it and when', async () => {
    const kept = await keepComparison(compared, ours);
    expect(kept.proof).toBe(vector.compared.proof);
    expect(await standingOf(kept, ORGANISATION, theirs, [ours])).toEqual({ kind: 'compared', comparison: { format: 'palier-organisation-compared/1', ...compared } });
    expect(await standingOf(null, ORGANISATION, theirs, [ours])).toEqual({ kind: 'never' });
  });

  it('tells a recipient that changed since', async () => {
    const [kept, { recipient }] = [await keepComparison(compared, ours), await makeKeyPair()];
    expect((await standingOf(kept, ORGANISATION, recipient, [ours])).kind).toBe('changed');
  });

  it('is not what a server could make, change, or show for another organisation', async () => {
    const [kept, server] = [await keepComparison(compared, ours), await makeKeyPair()];
    const forged = [
      await keepComparison(compared, server.privateKey),
      { ...kept, said: kept.said.replace(theirs, server.recipient) },
      { ...kept, said: kept.said.replace('Maison', 'Mairie') },
      { ...kept, proof: '' },
      { said: '', proof: kept.proof },
      { said: 'null', proof: kept.proof },
    ];
    for (const one of forged) expect(await standingOf(one, ORGANISATION, theirs, [ours])).toEqual({ kind: 'forged' });
    expect(await standingOf(await keepComparison({ ...compared, recipient: server.recipient }, server.privateKey), ORGANISATION, server.recipient, [ours])).toEqual({ kind: 'forged' });
    expect(await standingOf(kept, OTHER, theirs, [ours])).toEqual({ kind: 'forged' });
    // What our own key signs for another use is no comparison.
    expect(await standingOf({ said: kept.said, proof: vector.holder.proof }, ORGANISATION, theirs, [ours])).toEqual({ kind: 'forged' });
  });

  it('is taken over by whoever changes our key, and asked again where it was not', async () => {
    const [kept, next] = [await keepComparison(compared, ours), (await nextKey(ours)).pair.privateKey];
    expect((await standingOf(kept, ORGANISATION, theirs, [next, ours])).kind).toBe('before');
    const renewed = await renewComparison(kept, ours, next);
    expect(renewed && (await standingOf(renewed, ORGANISATION, theirs, [next])).kind).toBe('compared');
    const server = (await makeKeyPair()).privateKey;
    expect(await renewComparison(await keepComparison(compared, server), ours, next)).toBeNull();
    expect(await renewComparison(kept, next, server)).toBeNull();
  });
});
