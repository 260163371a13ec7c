import { describe, expect, it } from 'vitest';

import { makeKeyPair, seal, type KeyPair } from './age';
import { openQuickly, quickKey } from './quick';
import { keptKey } from './rotation';

const quick = async ({ privateKey, recipient }: KeyPair) => quickKey(await keptKey(privateKey), recipient);
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

describe('opening quickly', () => {
  it('opens what age sealed, whatever its length and whichever recipient', async () => {
    const [one, two, past] = [await makeKeyPair(), await makeKeyPair(), await makeKeyPair()];
    for (const length of [0, 1, 63, 64, 700, 65_535, 65_536, 65_537, 200_000]) {
      const content = 'é'.repeat(length / 2) + (length % 2 ? 'x' : '');
      const file = await seal(content, [one.recipient, two.recipient]);
      expect(text(await openQuickly(file, [await quick(past), await quick(one)]))).toBe(content);
      expect(text(await openQuickly(file, [await quick(two)]))).toBe(content);
    }
  });

  it('refuses another key, a changed byte anywhere, and a truncated file', async () => {
    const [one, stranger] = [await makeKeyPair(), await makeKeyPair()];
    const file = await seal('porte 3 gauche', [one.recipient, stranger.recipient]);
    await expect(openQuickly(file, [await quick(await makeKeyPair())])).rejects.toThrow();
    const key = await quick(one);
    for (let at = 0; at < file.length; at += 3) {
      const changed = Uint8Array.from(file);
      changed[at] = (changed[at] ?? 0) ^ 1;
      await expect(openQuickly(changed, [key])).rejects.toThrow();
    }
    for (let length = 0; length < file.length; length += 7) await expect(openQuickly(file.subarray(0, length), [key])).rejects.toThrow();
  });
});
