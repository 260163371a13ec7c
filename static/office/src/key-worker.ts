/** Wrapping and unwrapping take a third of a second or more of pure work: off the page's thread. */
import { makeKeyPair, recipientOf, unwrapKey, wrapKey } from '../../sealing/age';
import type { Answer, Task } from './key-tasks';

async function perform(task: Task): Promise<Answer> {
  if (task.kind === 'make') {
    const pair = await makeKeyPair();
    return { ...pair, wrapped: await wrapKey(pair.privateKey, task.passphrase) };
  }
  const privateKey = await unwrapKey(task.wrapped, task.passphrase);
  return { privateKey, recipient: await recipientOf(privateKey), wrapped: task.wrapped };
}

self.addEventListener('message', (event: MessageEvent<Task>) => {
  perform(event.data).then(
    (answer) => { self.postMessage({ ok: true, answer }); },
    () => { self.postMessage({ ok: false }); },
  );
});
