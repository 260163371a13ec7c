/** Talking to our own server: JSON both ways, with the page's CSRF token, and errors as sentences. */

export class Refused extends Error {}

const OFFLINE = 'Le serveur ne répond pas. Rien n’a été perdu : vérifiez la connexion, puis réessayez.';

function csrfToken(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content ?? '';
}

async function answered(request: Promise<Response>): Promise<Response> {
  const response = await request.catch(() => {
    throw new Refused(OFFLINE);
  });
  if (response.ok) return response;
  const body: unknown = await response.json().catch(() => null);
  const sentence = typeof body === 'object' && body !== null && 'sentence' in body ? body.sentence : null;
  throw new Refused(typeof sentence === 'string' ? sentence : OFFLINE);
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
