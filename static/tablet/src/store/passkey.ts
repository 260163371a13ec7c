/** The device's own lock as a way in: WebAuthn with PRF gives 32 bytes that only this device, opened by its owner, can give again. */
import type { Bytes, Random } from '../domain/ids';
import type { Passkey } from '../domain/secrets';
import { SENTENCES, Sentence } from '../domain/sentences';

export interface Passkeys {
  available(): Promise<boolean>;
  /** Throws a `Sentence` when it did not come about. */
  make(name: string): Promise<Passkey>;
  use(id: Bytes, salt: Bytes): Promise<Bytes>;
}

export function browserPasskeys(random: Random): Passkeys {
  return {
    available: async () => {
      // A device keeps its ways in under a name, which an address is not.
      if (typeof PublicKeyCredential === 'undefined' || /^[\d.]+$|:/u.test(location.hostname)) return false;
      // Older browsers do not say what they can: there the long code does.
      if (!('getClientCapabilities' in PublicKeyCredential)) return false;
      const known = await PublicKeyCredential.getClientCapabilities().catch(() => null);
      return known?.['extension:prf'] === true && PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable();
    },
    make: async (name) => {
      const salt = random(32);
      const made = await asked(() => navigator.credentials.create({
        publicKey: {
          rp: { name: 'Palier' },
          // A handle of its own: the device shows the name, the id says nothing.
          user: { id: random(16), name, displayName: name },
          challenge: random(32),
          pubKeyCredParams: [{ type: 'public-key', alg: -7 }, { type: 'public-key', alg: -257 }],
          authenticatorSelection: { authenticatorAttachment: 'platform', userVerification: 'required', residentKey: 'discouraged' },
          extensions: { prf: { eval: { first: salt } } },
        },
      }));
      const id = new Uint8Array(made.rawId);
      // Some devices give the secret only when they are asked again.
      return { id, salt, secret: secretOf(made) ?? (await use(random, id, salt)) };
    },
    use: (id, salt) => use(random, id, salt),
  };
}

async function use(random: Random, id: Bytes, salt: Bytes): Promise<Bytes> {
  const given = await asked(() => navigator.credentials.get({
    publicKey: { challenge: random(32), allowCredentials: [{ type: 'public-key', id }], userVerification: 'required', extensions: { prf: { eval: { first: salt } } } },
  }));
  const secret = secretOf(given);
  if (secret === null) throw new Sentence(SENTENCES.passkeyWithout);
  return secret;
}

async function asked(ask: () => Promise<Credential | null>): Promise<PublicKeyCredential> {
  const given = await ask().catch((error: unknown) => { throw new Sentence(SENTENCES.passkeyFailed, { cause: error }); });
  if (!(given instanceof PublicKeyCredential)) throw new Sentence(SENTENCES.passkeyFailed);
  return given;
}

function secretOf(given: PublicKeyCredential): Bytes | null {
  const first = given.getClientExtensionResults().prf?.results?.first;
  if (first === undefined) return null;
  return first instanceof ArrayBuffer ? new Uint8Array(first) : new Uint8Array(new Uint8Array(first.buffer, first.byteOffset, first.byteLength));
}
