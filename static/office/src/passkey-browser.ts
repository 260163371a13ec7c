/** Passkeys as the browser makes and uses them. */
import { Refused } from './server';

/** Whether this browser can, on this address: passkeys need HTTPS (or localhost) and a name, no number. */
export function canUsePasskeys(): boolean {
  return window.isSecureContext && 'PublicKeyCredential' in window && 'parseCreationOptionsFromJSON' in PublicKeyCredential && !/^[\d.]+$|^\[/u.test(location.hostname);
}

export async function makePasskey(options: unknown): Promise<unknown> {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options as PublicKeyCredentialCreationOptionsJSON);
  return told(navigator.credentials.create({ publicKey }));
}

export async function usePasskey(options: unknown): Promise<unknown> {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options as PublicKeyCredentialRequestOptionsJSON);
  return told(navigator.credentials.get({ publicKey }));
}

async function told(asked: Promise<Credential | null>): Promise<unknown> {
  const credential = await asked.catch((error: unknown) => {
    const known = error instanceof DOMException && error.name === 'InvalidStateError';
    throw new Refused(known ? 'Cet appareil a déjà une clé d’accès pour ce compte.' : 'L’appareil n’a rien confirmé. Rien n’a été changé : vous pouvez recommencer.');
  });
  if (!(credential instanceof PublicKeyCredential)) throw new Refused('L’appareil n’a pas donné de clé d’accès. Rien n’a été changé.');
  return credential.toJSON();
}
