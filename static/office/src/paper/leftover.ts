/** Lines typed in this browser that never arrived (a session that ended, a computer switched off) leave as soon as the list of sheets opens. */
import { make, say } from '../dom';
import { Outbox } from './outbox';
import { browserLine, Sender } from './sender';
import { statusWords } from './words';

export async function sendLeftover(root: HTMLElement): Promise<void> {
  const { organisation, entries, state } = root.dataset;
  if (!organisation || !entries || !state) return;
  const outbox = new Outbox(organisation);
  // Where nothing can be kept, nothing waits.
  const waiting = await outbox.waiting().catch(() => 0);
  if (waiting === 0) return;
  const told = make('p', '', { class: 'notice notice-quiet', role: 'status' });
  root.prepend(told);
  const sender = new Sender(outbox, browserLine({ entries, state }), (status) => { say(told, statusWords(status)); });
  await sender.flush();
}
