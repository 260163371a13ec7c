/** Sending what waits: visits and answers in separate requests, again and again until the server's receipts are for exactly our bytes. */
import { toBase64Url } from '../../../sealing/base64url';
import type { Lane } from '../../../tablet/src/store/database';
import type { Outgoing } from '../../../tablet/src/store/sending';
import { readReceipts } from '../../../tablet/src/sync/receipts';
import type { Outbox } from './outbox';

export type Trouble = 'offline' | 'signed_out' | 'forbidden' | 'busy' | 'strange';

export interface Status {
  waiting: number;
  busy: boolean;
  trouble: Trouble | null;
  /** Lines that the server keeps without understanding them. */
  quarantined: number;
}

export interface Line {
  /** A POST of entries. Rejects when nothing came back. */
  send(batch: readonly Outgoing[]): Promise<{ status: number; body: unknown }>;
  /** After 400: the page may have been open through a sign-out. Gives the status of asking for a fresh token. */
  freshToken(): Promise<number>;
}

const MOST = 200;
const AFTER_KEY = 900;
const FIRST_WAIT = 2_000;
const LONGEST_WAIT = 60_000;

/** Something is in the way: what waits stays, and is tried again. */
class Stopped extends Error {
  constructor(readonly trouble: Trouble) {
    super(trouble);
  }
}

export class Sender {
  #status: Status = { waiting: 0, busy: false, trouble: null, quarantined: 0 };
  #running: Promise<void> | null = null;
  #again = false;
  #failures = 0;
  #size = MOST;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly outbox: Outbox,
    private readonly line: Line,
    private readonly changed: (status: Status, arrived: readonly string[]) => void,
  ) {}

  /** A little later, so that a run of keys makes one request. Resolves when the status tells of what was kept. */
  async soon(): Promise<void> {
    this.#plan(AFTER_KEY);
    this.#tell({ waiting: await this.outbox.waiting().catch(() => this.#status.waiting) });
  }

  /** Resolves when everything has arrived, or something is in the way: the status tells. */
  async flush(): Promise<void> {
    if (this.#running) this.#again = true;
    this.#running ??= this.#guarded().finally(() => { this.#running = null; });
    await this.#running;
  }

  async #guarded(): Promise<void> {
    clearTimeout(this.#timer);
    while (await this.#attempt());
  }

  /** True: something was typed meanwhile, and nothing is in the way. */
  async #attempt(): Promise<boolean> {
    this.#again = false;
    this.#tell({ busy: true });
    try {
      // Another tab may be at it: the server knows what it has already.
      for (const lane of ['log', 'answers'] as const) await this.#lane(lane);
      this.#failures = 0;
      this.#tell({ busy: false, trouble: null, waiting: await this.outbox.waiting() });
      return this.askedAgain();
    } catch (error) {
      this.#failures += 1;
      this.#tell({ busy: false, trouble: error instanceof Stopped ? error.trouble : 'strange', waiting: await this.outbox.waiting().catch(() => this.#status.waiting) });
      this.#plan(Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (this.#failures - 1)));
      return false;
    }
  }

  private askedAgain(): boolean {
    return this.#again;
  }

  async #lane(lane: Lane): Promise<void> {
    const left = new Set<string>();
    for (;;) {
      const batch = await this.outbox.next(lane, this.#size, left);
      if (batch.length === 0) break;
      const receipts = await this.#exchange(batch);
      if (receipts === 'too much') {
        if (batch.length > 1) this.#size = Math.max(1, batch.length >> 1);
        else for (const { id } of batch) left.add(id);
        continue;
      }
      this.#size = MOST;
      await this.outbox.remove(receipts.arrived);
      this.#tell({ quarantined: this.#status.quarantined + receipts.quarantined, waiting: await this.outbox.waiting() }, receipts.arrived);
      for (const { id } of batch) if (!receipts.arrived.includes(id)) left.add(id);
    }
    if (left.size > 0) throw new Stopped('strange');
  }

  async #exchange(batch: readonly Outgoing[]): Promise<'too much' | { arrived: string[]; quarantined: number }> {
    let answer = await this.#send(batch);
    if (answer.status === 400) {
      const asked = await this.line.freshToken().catch(() => 0);
      if (asked !== 200) throw new Stopped(troubleOf(asked));
      answer = await this.#send(batch);
    }
    if (answer.status === 400 || answer.status === 413) return 'too much';
    if (answer.status !== 200) throw new Stopped(troubleOf(answer.status));
    const receipts = await readReceipts((answer.body as { receipts?: unknown } | null)?.receipts, batch);
    if (receipts === null) throw new Stopped('strange');
    return receipts;
  }

  async #send(batch: readonly Outgoing[]): Promise<{ status: number; body: unknown }> {
    return this.line.send(batch).catch(() => { throw new Stopped('offline'); });
  }

  #plan(delay: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.flush(), delay);
  }

  #tell(news: Partial<Status>, arrived: readonly string[] = []): void {
    this.#status = { ...this.#status, ...news };
    this.changed(this.#status, arrived);
  }
}

function troubleOf(status: number): Trouble {
  if (status === 0) return 'offline';
  if (status === 401) return 'signed_out';
  if (status === 403) return 'forbidden';
  return status === 429 || status >= 500 ? 'busy' : 'strange';
}

const PATIENCE = 30_000;

/** Our own server, with the page's session and CSRF token. */
export function browserLine(addresses: { entries: string; state: string }): Line {
  const ask = (address: string, init: RequestInit) =>
    fetch(address, { ...init, redirect: 'manual', cache: 'no-store', signal: AbortSignal.timeout(PATIENCE) });
  const token = () => document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]');
  return {
    async send(batch) {
      const entries = batch.map(({ id, carrier }) => ({ id, carrier: toBase64Url(carrier) }));
      const headers = { Accept: 'application/json', 'Content-Type': 'application/json', 'X-CSRFToken': token()?.content ?? '' };
      const response = await ask(addresses.entries, { method: 'POST', headers, body: JSON.stringify({ entries }) });
      return { status: response.status, body: response.ok ? ((await response.json()) as unknown) : null };
    },
    async freshToken() {
      const response = await ask(addresses.state, { headers: { Accept: 'application/json' } });
      if (response.ok) {
        const { csrf } = (await response.json()) as { csrf?: unknown };
        const meta = token();
        if (meta && typeof csrf === 'string') meta.content = csrf;
      }
      return response.status;
    },
  };
}
