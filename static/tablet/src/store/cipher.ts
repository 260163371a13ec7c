/** What lies on the tablet lies encrypted: AES-256-GCM under the data key, each row bound to its table and key. */
import { jsonBytes, textBytes } from '../domain/envelope';
import type { Bytes, Random } from '../domain/ids';

const NONCE = 12;

/** Nonce, then ciphertext and tag. */
export type Locked = Bytes;

/** Where a row stands: a row moved elsewhere does not open. */
export type Shelf = `${string}/${string}`;

export async function dataKey(bytes: Bytes): Promise<CryptoKey> {
  // Extractable while unlocked: another worker's code must be able to wrap it.
  return crypto.subtle.importKey('raw', bytes, 'AES-GCM', true, ['encrypt', 'decrypt']);
}

export async function lockBytes(key: CryptoKey, shelf: Shelf, bytes: Bytes, random: Random): Promise<Locked> {
  const iv = random(NONCE);
  const locked = await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData: textBytes(shelf) }, key, bytes);
  const row = new Uint8Array(NONCE + locked.byteLength);
  row.set(iv);
  row.set(new Uint8Array(locked), NONCE);
  return row;
}

/** Throws when the key, the place or a byte is not the one it was locked with. */
export async function unlockBytes(key: CryptoKey, shelf: Shelf, row: Locked): Promise<Bytes> {
  const algorithm = { name: 'AES-GCM', iv: row.slice(0, NONCE), additionalData: textBytes(shelf) };
  return new Uint8Array(await crypto.subtle.decrypt(algorithm, key, row.slice(NONCE)));
}

export async function lockJson(key: CryptoKey, shelf: Shelf, value: unknown, random: Random): Promise<Locked> {
  return lockBytes(key, shelf, jsonBytes(value), random);
}

/** What this app locked itself, so its shape is known. */
export async function unlockJson(key: CryptoKey, shelf: Shelf, row: Locked): Promise<unknown> {
  return JSON.parse(new TextDecoder().decode(await unlockBytes(key, shelf, row)));
}
