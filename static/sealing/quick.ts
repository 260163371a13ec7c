/**
 * Opening thousands of small age files (https://age-encryption.org/v1): what `open` does, without its streams. X25519 is the browser's own.
 * A file that is not plainly one chunk for an X25519 key is left to `open`.
 */
import { chacha20poly1305 } from '@noble/ciphers/chacha.js';
import { hkdf } from '@noble/hashes/hkdf.js';
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { base64nopad, bech32 } from '@scure/base';

import { open } from './age';

/** A private key that the browser holds, and the public bytes that go into what it opens. */
export interface QuickKey {
  key: CryptoKey;
  point: Uint8Array;
}

const text = new TextEncoder();
const STANZA = /^-> X25519 ([A-Za-z0-9+/]{43})\n([A-Za-z0-9+/]{43})$/gmu;
const WRAP = text.encode('age-encryption.org/v1/X25519');
const [HEADER, PAYLOAD] = [text.encode('header'), text.encode('payload')];
const LAST_CHUNK = Uint8Array.from({ length: 12 }, (_, at) => (at === 11 ? 1 : 0));
const CHUNK = 64 * 1024 + 16;
const NONCE = 16;
const MOST_HEADER = 2000;

export function quickKey(key: CryptoKey, recipient: string): QuickKey {
  return { key, point: bech32.decodeToBytes(recipient).bytes };
}

/** Throws, as `open` does, when no key is that of a recipient or a byte was changed. */
export async function openQuickly(file: Uint8Array, keys: readonly QuickKey[]): Promise<Uint8Array> {
  const parts = split(file);
  if (parts === null || parts.payload.length > NONCE + CHUNK) return open(file, keys.map(({ key }) => key));
  const fileKey = await unwrap(parts.header, keys);
  if (fileKey === null) throw new Error('None of these keys opens this file.');
  const mac = hmac(sha256, hkdf(sha256, fileKey, undefined, HEADER, 32), text.encode(parts.header));
  if (base64nopad.encode(mac) !== parts.mac) throw new Error('The header was changed.');
  const streamKey = hkdf(sha256, fileKey, parts.payload.subarray(0, NONCE), PAYLOAD, 32);
  return chacha20poly1305(streamKey, LAST_CHUNK).decrypt(parts.payload.subarray(NONCE));
}

function split(file: Uint8Array): { header: string; mac: string; payload: Uint8Array } | null {
  const beginning = String.fromCharCode(...file.subarray(0, MOST_HEADER));
  const found = /^(age-encryption\.org\/v1\n[\s\S]*?\n---) ([A-Za-z0-9+/]{43})\n/u.exec(beginning);
  return found ? { header: found[1] ?? '', mac: found[2] ?? '', payload: file.subarray(found[0].length) } : null;
}

async function unwrap(header: string, keys: readonly QuickKey[]): Promise<Uint8Array | null> {
  for (const [, share = '', body = ''] of header.matchAll(STANZA)) {
    const ephemeral = new Uint8Array(base64nopad.decode(share));
    const peer = await crypto.subtle.importKey('raw', ephemeral, { name: 'X25519' }, false, []);
    for (const { key, point } of keys) {
      const secret = new Uint8Array(await crypto.subtle.deriveBits({ name: 'X25519', public: peer }, key, 256));
      const wrapping = hkdf(sha256, secret, new Uint8Array([...ephemeral, ...point]), WRAP, 32);
      try {
        return chacha20poly1305(wrapping, new Uint8Array(12)).decrypt(base64nopad.decode(body));
      } catch {
        // Another recipient's.
      }
    }
  }
  return null;
}
