/** The key that a worker's code gives, made in a Web Worker so that the screen stays alive. */
import type { Bytes } from '../domain/ids';

/** What argon2id is told: memory in KiB, and passes over it. */
export interface Cost {
  memory: number;
  passes: number;
}

/** On a slow tablet most of the second that opening may take. */
export const COST: Cost = { memory: 64 * 1024, passes: 1 };

/** Of codes of before there were two: OWASP's floor. */
export const OLD_COST: Cost = { memory: 19 * 1024, passes: 2 };

export type DeriveCodeKey = (code: string, salt: Bytes, cost: Cost) => Promise<Bytes>;

export interface CodeKeyRequest {
  code: string;
  salt: Bytes;
  cost: Cost;
}
export type CodeKeyReply = { key: Bytes } | { failed: string };

export function deriveInWorker(code: string, salt: Bytes, cost: Cost): Promise<Bytes> {
  const worker = new Worker(new URL('./code-key.worker.ts', import.meta.url), { type: 'module' });
  return new Promise<Bytes>((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<CodeKeyReply>) => {
      if ('key' in data) resolve(data.key);
      else reject(new Error(data.failed));
    };
    worker.onerror = (event) => { reject(new Error(event.message)); };
    worker.postMessage({ code, salt, cost } satisfies CodeKeyRequest);
  }).finally(() => { worker.terminate(); });
}
