/** What the key worker does, and asking it: one worker per task, gone with its memory as soon as it has answered. */
import type { KeyPair } from '../../sealing/age';
import type { Copy, OpenedOwn, OwnKey } from '../../sealing/holders';

/** The first keys of an organisation: its pair, its first coordinator's own, and the copy that joins the two. */
export interface Founded {
  organisation: KeyPair;
  own: OwnKey;
  copy: Copy;
}

export interface Tasks {
  found: { task: { passphrase: string }; answer: Founded };
  /** A person's own key; with the copy of the organisation's private key when it is open. */
  own: { task: { passphrase: string; organisation: string; privateKey: string | null }; answer: { own: OwnKey; copy: Copy | null } };
  /** The same own key under another passphrase. */
  relock: { task: { passphrase: string; organisation: string; pair: KeyPair }; answer: OwnKey };
  openOwn: { task: { passphrase: string; wrapped: string }; answer: OpenedOwn };
  /** The organisation's private key under the passphrase that its coordinators once shared. */
  openShared: { task: { passphrase: string; wrapped: string }; answer: string };
}

export type Kind = keyof Tasks;
export type Asked = { [One in Kind]: Tasks[One]['task'] & { kind: One } }[Kind];

type Reply<Answer> = { ok: true; answer: Answer } | { ok: false };

/** Throws when the passphrase does not open the key. */
export function ask<One extends Kind>(kind: One, task: Tasks[One]['task']): Promise<Tasks[One]['answer']> {
  const worker = new Worker(new URL('./key-worker.ts', import.meta.url), { type: 'module' });
  return new Promise<Tasks[One]['answer']>((resolve, reject) => {
    worker.addEventListener('message', (event: MessageEvent<Reply<Tasks[One]['answer']>>) => {
      if (event.data.ok) resolve(event.data.answer);
      else reject(new Error('The passphrase does not open this key.'));
    });
    worker.addEventListener('error', () => { reject(new Error('The worker stopped.')); });
    worker.postMessage({ kind, ...task });
  }).finally(() => { worker.terminate(); });
}
