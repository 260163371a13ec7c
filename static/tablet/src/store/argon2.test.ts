import { expect, test } from 'vitest';

import { argon2id } from 'hash-wasm';

import { hex } from '../../../sealing/age';
import { textBytes } from '../domain/envelope';
import { deriveHere } from './argon2';
import { COST, OLD_COST } from './code-key';

// From the tests of the reference implementation (phc-winner-argon2); argon2-cffi gives the same figures.
test('argon2id agrees with the reference implementation', async () => {
  const key = await argon2id({ password: 'password', salt: 'somesalt', iterations: 2, memorySize: 65536, parallelism: 1, hashLength: 32, outputType: 'hex' });
  expect(key).toBe('09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7');
});

test('the parameters of codes do not weaken, and old codes are still read', async () => {
  expect(COST).toEqual({ memory: 65536, passes: 1 });
  expect(hex(await deriveHere('271828', textBytes('0123456789abcdef'), OLD_COST))).toBe('0b1971a7e878aee1010420d2c960ec17caf53637cbe9802d67a608faf0f23621');
});
