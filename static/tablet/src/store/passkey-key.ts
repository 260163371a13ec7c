/** The wrapping key of a device's own secret. */
import { textBytes } from '../domain/envelope';
import type { Bytes } from '../domain/ids';

export async function wrappingOf(secret: Bytes): Promise<CryptoKey> {
  const base = await crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveKey']);
  const parameters = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info: textBytes('palier passkey') };
  return crypto.subtle.deriveKey(parameters, base, { name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
}
