import { describe, expect, it } from 'vitest';

import vector from '../../tests/vectors/wrapped-key.json';
import { fingerprint, makeKeyPair, open, recipientOf, seal, shortFingerprint, unwrapKey, wrapKey } from './age';
import { fromBase64Url, toBase64Url } from './base64url';
import { judgePassphrase } from './passphrase';

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

describe('sealing', () => {
  it('opens for each recipient and for nobody else', async () => {
    const [first, second, stranger] = [await makeKeyPair(), await makeKeyPair(), await makeKeyPair()];
    const file = await seal('porte 3 gauche', [first.recipient, second.recipient]);
    expect(text(await open(file, first.privateKey))).toBe('porte 3 gauche');
    expect(text(await open(file, second.privateKey))).toBe('porte 3 gauche');
    await expect(open(file, stranger.privateKey)).rejects.toThrow();
  });

  it('refuses a changed byte', async () => {
    const pair = await makeKeyPair();
    const file = await seal('porte 3 gauche', [pair.recipient]);
    file[file.length - 1] = (file[file.length - 1] ?? 0) ^ 1;
    await expect(open(file, pair.privateKey)).rejects.toThrow();
  });

  it('opens with a key that cannot be exported', async () => {
    const pair = (await crypto.subtle.generateKey({ name: 'X25519' }, false, ['deriveBits'])) as CryptoKeyPair;
    const recipient = await recipientOf(pair.privateKey);
    expect(text(await open(await seal('b', [recipient]), pair.privateKey))).toBe('b');
  });

  it('wraps a private key and forgives composed accents and doubled spaces', async () => {
    const { privateKey, recipient } = await makeKeyPair();
    const wrapped = await wrapKey(privateKey, 'été palier lune citron', 10);
    expect(wrapped).toMatch(/^-----BEGIN AGE ENCRYPTED FILE-----/u);
    expect(wrapped).not.toContain('AGE-SECRET-KEY');
    const opened = await unwrapKey(wrapped, ' e\u0301te\u0301  palier lune citron ');
    expect(await recipientOf(opened)).toBe(recipient);
    await expect(unwrapKey(wrapped, 'été palier lune poire')).rejects.toThrow();
  });

  it('opens the vector that the server’s tests open too', async () => {
    const privateKey = await unwrapKey(vector.wrapped, vector.passphrase);
    expect(privateKey).toBe(vector.private_key);
    expect(await recipientOf(privateKey)).toBe(vector.recipient);
  });

  it('gives the fingerprint of the recipient’s text', async () => {
    const recipient = 'age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq';
    const whole = await fingerprint(recipient);
    expect(whole).toMatch(/^[0-9a-f]{64}$/u);
    expect(await shortFingerprint(recipient)).toBe(whole.slice(0, 32));
    expect(await fingerprint('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });
});

describe('base64url', () => {
  it('goes there and back for every length', () => {
    for (let length = 0; length < 70; length += 1) {
      const bytes = crypto.getRandomValues(new Uint8Array(length));
      expect(toBase64Url(bytes)).toMatch(/^[A-Za-z0-9_-]*$/u);
      expect(fromBase64Url(toBase64Url(bytes))).toEqual(bytes);
    }
    expect(toBase64Url(new Uint8Array(100_000)).length).toBe(133_334);
  });

  it('refuses what is not base64url', () => {
    expect(() => fromBase64Url('a+b/')).toThrow();
  });
});

describe('passphrase', () => {
  it.each([
    ['', 'empty'],
    ['palier', 'short'],
    ['un de la ri', 'short'],
    ['palier lune citron', 'good'],
    ['lune mer feu citron', 'good'],
    ['lune mer feu thé', 'good'],
    ['sel mer feu sel', 'good'],
    ['sel mer feu', 'short'],
    ['aaaaaaaaaaaaaaaaaaaa', 'monotonous'],
    ['abababababababababab', 'monotonous'],
    ['Xk8!rd2#pQ9v$m', 'good'],
  ] as const)('judges « %s » %s', (passphrase, verdict) => {
    expect(judgePassphrase(passphrase)).toBe(verdict);
  });
});
