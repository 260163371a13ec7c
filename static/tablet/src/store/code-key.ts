/** The key that a worker's code gives, made in a Web Worker so that the screen stays alive. */
import type { Bytes } from '../domain/ids';

export type DeriveCodeKey = (code: string, salt: Bytes) => Promise<Bytes>;

export interface CodeKeyRequest {
  code: string;
  salt: Bytes;
}
export type CodeKeyReply = { key: Bytes } | { failed: string };

export function deriveInWorker(code: string, salt: Bytes): Promise<Bytes> {
  const worker = new Worker(new URL('./code-key.worker.ts', import.meta.url), { type: 'module' });
  return new Promise<Bytes>((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<CodeKeyReply>) => {
      if ('key' in data) resolve(data.key);
      else reject(new Error(data.failed));
    };
    worker.onerror = (event) => { reject(new Error(event.message)); };
    worker.postMessage({ code, salt } satisfies CodeKeyRequest);
  }).finally(() => { worker.terminate(); });
}
