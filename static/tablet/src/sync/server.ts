/** Speaking with the server. Anything that is not the answer we asked for means: keep, and try again later. */
import { isCount, isShape, isText, type Shape } from '../domain/reading';
import type { Bytes } from '../domain/ids';
import { readOrders, type Orders } from '../domain/orders';
import type { Environment } from '../store/environment';

/**
 * `unreachable`: no answer. `strange`: an answer that is not our server's (captive portal). `unknown`: it does not know this tablet.
 * `revoked`: it only takes what this tablet noted. `refused`: this request, as it is, will never do. `busy`: later.
 */
export type FailureKind = 'unreachable' | 'strange' | 'unknown' | 'revoked' | 'refused' | 'busy';

export class ExchangeFailure extends Error {
  override name = 'ExchangeFailure';
  constructor(readonly kind: FailureKind, readonly retryAfter: number | null = null) {
    super(kind);
  }
}

export interface Answer {
  body: Shape;
  epoch: string;
  /** Server clock minus ours, milliseconds; null when the answer does not tell, or took too long to tell well. */
  clockErrorMs: number | null;
  /** What the coordination asks; null where the answer does not tell. */
  orders: Orders | null;
}

const PATIENCE = 30_000;
const LONGEST_MEASURE = 10_000;

/** `extraPatience`: for what cannot be cut smaller, milliseconds. */
export async function post(env: Environment, token: string | null, path: string, body: unknown, extraPatience = 0): Promise<Answer> {
  const sentAt = env.now();
  const response = await request(env, path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...bearer(token) },
    body: JSON.stringify(body),
  }, PATIENCE + extraPatience);
  const answer = await readJson(response);
  if (!isShape(answer) || !isText(answer.epoch)) throw new ExchangeFailure('strange');
  return { body: answer, epoch: answer.epoch, clockErrorMs: clockError(answer.server_time, sentAt, env.now()), orders: readOrders(answer.orders) };
}

export async function getText(env: Environment, token: string, path: string): Promise<string> {
  return new TextDecoder().decode(await getBytes(env, token, path));
}

/** `range`: the first and the last byte. */
export async function getBytes(env: Environment, token: string, path: string, range?: readonly [number, number]): Promise<Bytes> {
  const headers = range ? { ...bearer(token), Range: `bytes=${range[0]}-${range[1]}` } : bearer(token);
  const response = await request(env, path, { method: 'GET', headers });
  const buffer = await response.arrayBuffer().catch(() => { throw new ExchangeFailure('unreachable'); });
  return new Uint8Array(buffer);
}

function bearer(token: string | null): Record<string, string> {
  return token === null ? {} : { Authorization: `Bearer ${token}` };
}

async function request(env: Environment, path: string, init: RequestInit, patience = PATIENCE): Promise<Response> {
  const response = await env
    .fetch(`/api/v1/${path}`, {
      ...init, redirect: 'manual', cache: 'no-store', credentials: 'omit', referrerPolicy: 'no-referrer', signal: AbortSignal.timeout(patience),
    })
    .catch(() => { throw new ExchangeFailure('unreachable'); });
  if (response.status === 200 || response.status === 201 || response.status === 206) return response;
  if (response.status === 403 && (await isRevoked(response))) throw new ExchangeFailure('revoked');
  throw new ExchangeFailure(kindOf(response.status), retryAfter(response.headers.get('Retry-After')));
}

async function isRevoked(response: Response): Promise<boolean> {
  const answer = await readJson(response).catch(() => null);
  return isShape(answer) && answer.code === 'revoked';
}

function kindOf(status: number): FailureKind {
  if (status === 401 || status === 403) return 'unknown';
  if (status === 429 || status >= 500) return 'busy';
  return status >= 400 ? 'refused' : 'strange';
}

function retryAfter(seconds: string | null): number | null {
  return seconds !== null && /^\d{1,6}$/u.test(seconds) ? Number(seconds) * 1000 : null;
}

async function readJson(response: Response): Promise<unknown> {
  const text = await response.text().catch(() => { throw new ExchangeFailure('unreachable'); });
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new ExchangeFailure('strange');
  }
}

function clockError(serverTime: unknown, sentAt: number, receivedAt: number): number | null {
  const server = typeof serverTime === 'string' ? Date.parse(serverTime) : Number.NaN;
  const took = receivedAt - sentAt;
  if (Number.isNaN(server) || took < 0 || took > LONGEST_MEASURE) return null;
  return Math.round(server - (sentAt + receivedAt) / 2);
}

export function readCursors(value: unknown): Record<string, number> | null {
  return isShape(value) && Object.values(value).every(isCount) ? (value as Record<string, number>) : null;
}
