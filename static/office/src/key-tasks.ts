/** What the key worker does, and asking it: one worker per task, gone with its memory as soon as it has answered. */

export type Task = { kind: 'make'; passphrase: string } | { kind: 'unwrap'; wrapped: string; passphrase: string };

export interface Answer {
  privateKey: string;
  recipient: string;
  wrapped: string;
}

type Reply = { ok: true; answer: Answer } | { ok: false };

/** Throws when the passphrase does not open the key. */
export function ask(task: Task): Promise<Answer> {
  const worker = new Worker(new URL('./key-worker.ts', import.meta.url), { type: 'module' });
  return new Promise<Answer>((resolve, reject) => {
    worker.addEventListener('message', (event: MessageEvent<Reply>) => {
      if (event.data.ok) resolve(event.data.answer);
      else reject(new Error('The passphrase does not open this key.'));
    });
    worker.addEventListener('error', () => { reject(new Error('The worker stopped.')); });
    worker.postMessage(task);
  }).finally(() => { worker.terminate(); });
}
