/** A small server that keeps to JOURNAL.md, in memory, with faults to order. For tests of the tablet alone. */
import { fromBase64Url } from '../../../sealing/base64url';
import { fingerprint, makeKeyPair, open, sealArmored, shortFingerprint, unarmored, type KeyPair } from '../../../sealing/age';
import type { Bundle, Named } from '../domain/bundle';
import type { AnyLogEntry, Change } from '../domain/entries';
import { digestOf, textBytes } from '../domain/envelope';
import { uuid4, uuid7, type Bytes } from '../domain/ids';

interface Kept {
  digest: string;
  clear: string;
  sealed: Bytes | null;
}

export type Fault = (path: string, body: Record<string, unknown>, answer: () => Promise<Response>) => Promise<Response>;

const random = (length: number): Bytes => crypto.getRandomValues(new Uint8Array(length));
const newId = (): string => uuid4(random);

export class TestServer {
  epoch = uuid7(Date.now(), random);
  /** Server clock minus the tablet's. */
  clockAhead = 0;
  now: () => number = () => 0;
  kept = new Map<string, Kept>();
  changes: Change[] = [];
  tokens = new Map<string, string>();
  files = new Map<string, Bytes>();
  /** Tablets beside the first, by the token of their invitation. */
  others = new Map<string, Named>();
  devices = new Map<string, { device: Named; recipient: string }>();
  uncopied: string[] = [];
  /** Files of forms, by name. */
  media = new Map<string, string>();
  requests: { path: string; body: Record<string, unknown>; init: RequestInit }[] = [];
  faults: Fault[] = [];
  invitation = 'invitation-token-0123456789';
  pageSize = 100;
  bundleHash = 'bundle-1';
  xform = '<h:html>formulaire</h:html>';
  /** Strange things put among the changes. */
  strange: unknown[] = [];
  /** Null: a server of before there were any. */
  orders: { lock: boolean; erase: boolean } | null = null;
  revoked = false;
  erased = 0;
  /** A lost code: the last question, and what was answered, by recipient. */
  asked: { recipient: string; sealed: string } | null = null;
  answers = new Map<string, string>();
  private number = 0;

  private constructor(readonly organisation: KeyPair, readonly transport: KeyPair, public bundle: Bundle) {}

  static async start(): Promise<TestServer> {
    const [organisation, transport] = await Promise.all([makeKeyPair(), makeKeyPair()]);
    const entrances = [1, 2].map((rank) => ({ id: newId(), label: `Entrée ${rank}`, address: '3 rue des Essais', neighbourhood: 'Essai', lon: -0.57, lat: 44.86 }));
    const server = new TestServer(organisation, transport, {
      device: { id: newId(), name: 'Tablette 1' },
      organisation: { id: newId(), name: 'Centre d’essai', recipient: organisation.recipient },
      transport_recipient: transport.recipient,
      workers: [{ id: newId(), name: 'Awa' }, { id: newId(), name: 'Benoît' }],
      rounds: [{ id: newId(), name: 'Automne', starts_on: '2026-11-01', ends_on: '2026-12-31', entrances: entrances.map(({ id }) => id) }],
      entrances,
      forms: [],
    });
    server.bundle.forms = [{ id: 'contact', version: '1', hash: await digestOf(textBytes(server.xform)), title: 'Contact', fields: { isolement: 'answer' } }];
    return server;
  }

  get round(): string { return firstId(this.bundle.rounds); }
  get entrance(): string { return firstId(this.bundle.entrances); }
  get worker(): string { return firstId(this.bundle.workers); }

  async link(): Promise<string> {
    return `${this.invitation}.${await shortFingerprint(this.organisation.recipient)}`;
  }

  fetch = async (path: string, init: RequestInit): Promise<Response> => {
    const body = typeof init.body === 'string' ? (JSON.parse(init.body) as Record<string, unknown>) : {};
    const route = path.replace('/api/v1/', '');
    this.requests.push({ path: route, body, init });
    const answer = (): Promise<Response> => this.answer(route, body, new Headers(init.headers));
    const fault = this.faults.shift();
    return fault ? fault(route, body, answer) : answer();
  };

  private async answer(path: string, body: Record<string, unknown>, headers: Headers): Promise<Response> {
    if (path === 'enrolments') return this.enrol(body);
    const token = headers.get('Authorization')?.replace('Bearer ', '') ?? '';
    if (!this.tokens.has(token)) return Response.json({ code: 'unknown_device' }, { status: 401 });
    if (path.includes('/media/')) {
      const file = this.media.get(decodeURIComponent(path.split('/').at(-1) ?? ''));
      return file === undefined ? Response.json({ code: 'not_found' }, { status: 404 }) : new Response(file);
    }
    if (path.startsWith('forms/')) return new Response(this.xform);
    if (path.startsWith('files/')) return this.file(path.slice('files/'.length), headers.get('Range'));
    if (this.revoked && !['entries', 'copies', 'held', 'erased'].includes(path)) return Response.json({ code: 'revoked' }, { status: 403 });
    if (path === 'recoveries') {
      this.asked = body as { recipient: string; sealed: string };
      return Response.json({ epoch: this.epoch, answer: this.answers.get(this.asked.recipient) ?? null });
    }
    if (path === 'erased') {
      if (this.orders?.erase !== true) return Response.json({ code: 'not_asked' }, { status: 409 });
      this.erased += 1;
      return Response.json({ epoch: this.epoch });
    }
    const head = { epoch: this.epoch, server_time: this.time(), ...(this.orders && { orders: this.orders }) };
    if (path === 'entries') return Response.json({ ...head, receipts: await this.receive(body.entries as { id: string; carrier: string }[]) });
    if (path === 'copies') return Response.json({ ...head, ...(await this.receiveCopy(String(body.copy))) });
    if (path === 'held') return Response.json({ ...head, missing: (body.ids as string[]).filter((id) => !this.kept.has(id)) });
    return Response.json({ ...head, ...this.page(body, this.tokens.get(token) ?? '') });
  }

  /** Puts a file into the bundle, as a tablet will find it at its next exchange. */
  async offer(name: string, content: string | Bytes): Promise<void> {
    const bytes = typeof content === 'string' ? textBytes(content) : content;
    const hash = await digestOf(bytes);
    this.files.set(`${name}/${hash}`, bytes);
    const others = (this.bundle.files ?? []).filter((file) => file.name !== name);
    this.bundle = { ...this.bundle, files: [...others, { name, hash, bytes: bytes.length }] };
    this.bundleHash = `${this.bundleHash}+`;
  }

  private file(path: string, range: string | null): Response {
    const content = this.files.get(path);
    if (content === undefined) return Response.json({ code: 'not_found' }, { status: 404 });
    const [, from, to] = /^bytes=(\d+)-(\d+)$/u.exec(range ?? '') ?? [];
    return from === undefined ? new Response(content) : new Response(content.slice(Number(from), Number(to) + 1), { status: 206 });
  }

  /** Told to a tablet that takes the place of another. */
  before: { notes: number; missing: number; last_at: string | null } | null = null;

  private async enrol(body: Record<string, unknown>): Promise<Response> {
    const other = this.others.get(String(body.token));
    if (!other && body.token !== this.invitation) return Response.json({ code: 'unknown_enrolment' }, { status: 404 });
    const recipient = String(body.device_recipient);
    const device = other ?? this.bundle.device;
    const known = [...this.devices.values()].filter((one) => one.device.id === device.id).map((one) => one.recipient);
    if (known.length > 0 && !known.includes(recipient) && [...this.tokens.values()].includes(known[0] ?? '')) return Response.json({ code: 'enrolment_used' }, { status: 409 });
    const token = await fingerprint(newId());
    this.tokens.set(token, recipient);
    this.devices.set(device.id, { device, recipient });
    const { epoch, bundleHash } = this;
    return Response.json({ device_token: token, epoch, server_time: this.time(), bundle: { ...this.bundle, device }, bundle_hash: bundleHash, before: this.before }, { status: 201 });
  }

  private time(): string {
    return new Date(this.now() + this.clockAhead).toISOString();
  }

  /** The link of one more tablet. */
  async linkOfAnother(name: string): Promise<string> {
    const token = `another-${newId()}`;
    this.others.set(token, { id: newId(), name });
    return `${token}.${await shortFingerprint(this.organisation.recipient)}`;
  }

  private async receiveCopy(copy: string): Promise<object> {
    const digest = await digestOf(textBytes(copy));
    const opened = await unarmored(copy).then((file) => open(file, this.transport.privateKey)).catch(() => null);
    if (opened === null) {
      this.uncopied.push(copy);
      return { copy: { status: 'quarantined', digest }, origin: null, receipts: null };
    }
    const text = JSON.parse(new TextDecoder().decode(opened)) as { device: string; entries: { id: string; carrier: string }[] };
    const receipts = await this.receive(text.entries);
    const maker = this.devices.get(text.device);
    const sealed = maker && (await sealArmored(JSON.stringify({ format: 'palier-receipts/1', epoch: this.epoch, copy: digest, receipts }), [maker.recipient]));
    return { copy: { status: 'accepted', digest }, origin: maker?.device ?? null, receipts: sealed ?? null };
  }

  private async receive(entries: { id: string; carrier: string }[]): Promise<unknown[]> {
    const receipts = [];
    for (const { id, carrier } of entries) {
      const envelope = new Uint8Array(await open(fromBase64Url(carrier), this.transport.privateKey));
      const digest = await digestOf(envelope);
      const known = this.kept.get(id);
      if (known) receipts.push({ id, status: known.digest === digest ? 'duplicate' : 'quarantined', digest });
      else {
        this.keep(id, digest, JSON.parse(new TextDecoder().decode(envelope)) as { clear: string; sealed: string | null });
        receipts.push({ id, status: 'accepted', digest });
      }
    }
    return receipts;
  }

  private keep(id: string, digest: string, { clear, sealed }: { clear: string; sealed: string | null }): void {
    const text = new TextDecoder().decode(fromBase64Url(clear));
    this.kept.set(id, { digest, clear: text, sealed: sealed === null ? null : fromBase64Url(sealed) });
    const entry = JSON.parse(text) as AnyLogEntry;
    if ((entry.format as string) === 'palier-entry/1') this.changes.push(this.changeOf(entry));
  }

  /** What another tablet's entry looks like in the feed. */
  changeOf(entry: AnyLogEntry): Change {
    const { id, entrance, kind, device, counter, seen, made_at, clock_error_ms } = entry;
    this.number += 1;
    const head = { number: this.number, epoch: this.epoch, entrance, id };
    const order = { corrected_at: new Date(Date.parse(made_at) + (clock_error_ms ?? 0)).toISOString(), device, counter, seen };
    if (kind === 'doors') return { ...head, ...order, type: 'doors', doors: entry.doors };
    if (kind === 'door_removal') return { ...head, ...order, type: 'door_removal', doors: entry.doors };
    if (kind === 'withdrawal') return { ...head, type: 'withdrawal', withdraws: entry.withdraws };
    if (kind === 'door_label') {
      const { door, side, number, letter } = entry;
      return { ...head, ...order, type: 'door_label', door, label: { side, number, letter } };
    }
    if (kind === 'door_move') return { ...head, ...order, type: 'door_move', door: entry.door, floor: entry.floor };
    if (kind === 'door_merge') return { ...head, ...order, type: 'door_merge', door: entry.door, into: entry.into };
    return { ...entry, ...head, ...order, type: kind } as unknown as Change;
  }

  private page(body: Record<string, unknown>, recipient: string): Record<string, unknown> {
    const device = [...this.devices.values()].find((one) => one.recipient === recipient)?.device ?? this.bundle.device;
    const given = body.epoch === this.epoch ? (body.cursors as Record<string, number>) : {};
    const mine = new Set(this.bundle.rounds.flatMap(({ entrances }) => entrances));
    const waiting = this.changes.filter((change) => mine.has(change.entrance) && change.number > (given[change.entrance] ?? 0));
    const changes = waiting.slice(0, this.pageSize);
    const cursors = { ...given };
    for (const change of changes) cursors[change.entrance] = change.number;
    const news = body.epoch !== this.epoch || body.bundle_hash !== this.bundleHash;
    const page = { bundle: news ? { ...this.bundle, device } : null, bundle_hash: this.bundleHash, changes: [...changes, ...this.strange], cursors, more: waiting.length > changes.length };
    this.strange = [];
    return page;
  }

  /** A restore: what came after `keptIds` is gone, and the epoch is another. */
  restore(keptIds: ReadonlySet<string>): void {
    this.kept = new Map([...this.kept].filter(([id]) => keptIds.has(id)));
    this.changes = this.changes.filter(({ id }) => keptIds.has(id));
    this.number = this.changes.reduce((most, { number }) => Math.max(most, number), 0);
    this.epoch = uuid7(Date.now() + 1000, random);
  }
}

function firstId(items: readonly { id: string }[]): string {
  return items[0]?.id ?? '';
}

/** Ready-made faults. */
export const lost: Fault = () => Promise.reject(new TypeError('Failed to fetch'));
export const lostAnswer: Fault = async (_path, _body, answer) => {
  await answer();
  throw new TypeError('Failed to fetch');
};
export const captivePortal: Fault = () => Promise.resolve(new Response('<html>Bienvenue sur le Wi-Fi</html>', { headers: { 'Content-Type': 'text/html' } }));
export const status = (code: number, headers: Record<string, string> = {}): Fault => () =>
  Promise.resolve(Response.json({ code: 'x', sentence: 'x', details: {} }, { status: code, headers }));
export const through: Fault = (_path, _body, answer) => answer();
