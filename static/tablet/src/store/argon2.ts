/** The slow part of a code, in whatever thread it is called from. */
import { argon2id } from 'hash-wasm';

import type { Bytes } from '../domain/ids';

/** OWASP's floor for argon2id: 19 MiB, two passes. */
export const CODE_KEY = { parallelism: 1, iterations: 2, memorySize: 19 * 1024, hashLength: 32 } as const;

export async function deriveHere(code: string, salt: Bytes): Promise<Bytes> {
  return new Uint8Array(await argon2id({ ...CODE_KEY, password: code, salt, outputType: 'binary' }));
}
