/** The slow part of a code, in whatever thread it is called from. */
import { argon2id } from 'hash-wasm';

import type { Bytes } from '../domain/ids';
import type { Cost } from './code-key';

export async function deriveHere(code: string, salt: Bytes, { memory, passes }: Cost): Promise<Bytes> {
  return new Uint8Array(await argon2id({ parallelism: 1, iterations: passes, memorySize: memory, hashLength: 32, password: code, salt, outputType: 'binary' }));
}
