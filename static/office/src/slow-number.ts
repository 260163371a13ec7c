/** The slow derivation behind numbers that people read to each other, as browsers of the office make it. */
import { argon2id } from 'hash-wasm';

import type { Derive } from '../../sealing/recovery';

export const deriveNumber: Derive = async (password, salt, { memory, passes }) =>
  argon2id({ password, salt, parallelism: 1, iterations: passes, memorySize: memory, hashLength: 32, outputType: 'binary' });
