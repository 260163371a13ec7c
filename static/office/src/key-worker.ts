/** Locking and unlocking with a passphrase take a third of a second or more of pure work: off the page's thread. */
import { makeKeyPair, unwrapKey } from '../../sealing/age';
import { copyFor, lockOwn, openOwn } from '../../sealing/holders';
import type { Asked, Kind, Tasks } from './key-tasks';

async function perform(task: Asked): Promise<Tasks[Kind]['answer']> {
  switch (task.kind) {
    case 'found': {
      const [organisation, pair] = [await makeKeyPair(), await makeKeyPair()];
      const own = await lockOwn(pair, organisation.recipient, task.passphrase);
      return { organisation, own, copy: await copyFor(own.recipient, organisation.privateKey) };
    }
    case 'own': {
      const own = await lockOwn(await makeKeyPair(), task.organisation, task.passphrase);
      return { own, copy: task.privateKey === null ? null : await copyFor(own.recipient, task.privateKey) };
    }
    case 'relock':
      return lockOwn(task.pair, task.organisation, task.passphrase);
    case 'openOwn':
      return openOwn(task.wrapped, task.passphrase);
    case 'openShared':
      return unwrapKey(task.wrapped, task.passphrase);
  }
}

self.addEventListener('message', (event: MessageEvent<Asked>) => {
  perform(event.data).then(
    (answer) => { self.postMessage({ ok: true, answer }); },
    () => { self.postMessage({ ok: false }); },
  );
});
