/** Talking to our own server: JSON both ways, with the page's CSRF token, and errors as sentences. */

/** What the server said no to, as a sentence for the person and a code for us. */
export class Refused extends Error {
  constructor(
    sentence: string,
    readonly code = '',
    /** Nobody of ours answered: the same may succeed later. */
    readonly unreachable = false,
  ) {
    super(sentence);
  }
}

const OFFLINE = 'Le serveur ne répond pas. Rien n’a été perdu : vérifiez la connexion, puis réessayez.';

function csrfToken(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content ?? '';
}

async function answered(request: Promise<Response>): Promise<Response> {
  const response = await request.catch(() => {
    throw new Refused(OFFLINE, '', true);
  });
  if (response.ok) return response;
  const body: unknown = await response.json().catch(() => null);
  const { sentence, code } = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  throw new Refused(typeof sentence === 'string' ? sentence : OFFLINE, typeof code === 'string' ? code : '', typeof sentence !== 'string');
}

export async function getJson(address: string): Promise<unknown> {
  return (await answered(fetch(address, { headers: { Accept: 'application/json' } }))).json();
}

export async function getBytes(address: string): Promise<Uint8Array> {
  const response = await answered(fetch(address, { headers: { Accept: 'application/json' } }));
  return new Uint8Array(await response.arrayBuffer());
}

export async function postJson(address: string, body: unknown): Promise<unknown> {
  const headers = { Accept: 'application/json', 'Content-Type': 'application/json', 'X-CSRFToken': csrfToken() };
  return (await answered(fetch(address, { method: 'POST', headers, body: JSON.stringify(body) }))).json();
}

export async function putBytes(address: string, body: ArrayBuffer): Promise<unknown> {
  const headers = { Accept: 'application/json', 'Content-Type': 'application/octet-stream', 'X-CSRFToken': csrfToken() };
  return (await answered(fetch(address, { method: 'PUT', headers, body }))).json();
}
