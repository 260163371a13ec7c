/**
 * How a tablet knows that a new recipient comes from those who held the old key: only they, and the tablet itself, can derive the
 * secret that proves it. See JOURNAL.md, "Keys".
 */
import { toBase64Url } from './base64url';

const PKCS8 = new Uint8Array([0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x6e, 0x04, 0x22, 0x04, 0x20]);
const encoder = new TextEncoder();

export interface Rotated {
  organisation: string;
  device: string;
  from: string;
  to: string;
}

/** The same for both sides: the office gives the old private key and the tablet's recipient, the tablet its own and the old recipient. */
export async function rotationProof(privateKey: string, recipient: string, { organisation, device, from, to }: Rotated): Promise<string> {
  const secret = await sharedSecret(privateKey, recipient);
  const text = ['palier-rotation/1', organisation, device, from, to].join('\n');
  return authenticate(secret, 'palier-rotation/1', text);
}

/** HMAC-SHA-256 of a text under a key of this use alone, base64url. */
export async function authenticate(secret: Uint8Array<ArrayBuffer>, use: string, text: string): Promise<string> {
  const base = await crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveKey']);
  const derivation = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info: encoder.encode(use) };
  const key = await crypto.subtle.deriveKey(derivation, base, { name: 'HMAC', hash: 'SHA-256', length: 256 }, false, ['sign']);
  return toBase64Url(new Uint8Array(await crypto.subtle.sign('HMAC', key, encoder.encode(text))));
}

/** The 32 bytes that age writes as `AGE-SECRET-KEY-1…`. */
export async function secretBytes(privateKey: string): Promise<Uint8Array<ArrayBuffer>> {
  return bytesOf(privateKey, 'age-secret-key-');
}

export async function privateKeyOf(bytes: Uint8Array): Promise<string> {
  const { bech32 } = await import('@scure/base');
  return bech32.encodeFromBytes('age-secret-key-', bytes).toUpperCase();
}

/** A private key that the browser derives with and does not hand out. */
export async function keptKey(privateKey: string): Promise<CryptoKey> {
  const bytes = await secretBytes(privateKey);
  return crypto.subtle.importKey('pkcs8', new Uint8Array([...PKCS8, ...bytes]), { name: 'X25519' }, false, ['deriveBits']);
}

async function sharedSecret(privateKey: string, recipient: string): Promise<Uint8Array<ArrayBuffer>> {
  const [key, point] = await Promise.all([keptKey(privateKey), bytesOf(recipient, 'age')]);
  const peer = await crypto.subtle.importKey('raw', point, { name: 'X25519' }, false, []);
  return new Uint8Array(await crypto.subtle.deriveBits({ name: 'X25519', public: peer }, key, 256));
}

async function bytesOf(text: string, prefix: string): Promise<Uint8Array<ArrayBuffer>> {
  const { bech32 } = await import('@scure/base');
  const read = bech32.decodeToBytes(text.toLowerCase());
  if (read.prefix !== prefix || read.bytes.length !== 32) throw new Error('This is not an X25519 key of age.');
  return new Uint8Array(read.bytes);
}
