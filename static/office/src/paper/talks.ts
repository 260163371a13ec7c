/** Opening the contact form of a line. The form engine is the heaviest part of the office: it comes with the first interview. */
import { digestOf, textBytes } from '../../../tablet/src/domain/envelope';
import { SENTENCES, Sentence } from '../../../tablet/src/domain/sentences';
import type { Interview } from '../../../tablet/src/forms/interview';
import type { Setup } from './setup';

const MISSING = 'Le formulaire n’a pas pu être chargé. La ligne est gardée\u00a0: vérifiez la connexion, puis appuyez de nouveau sur I.';

let xform: Promise<string> | null = null;

/** Throws a `Sentence`. `state`: of an interview put aside on this page, else null. */
export async function openTalk(setup: Setup, state: string | null): Promise<Interview> {
  const [engine, text] = await Promise.all([
    import('../../../tablet/src/forms/engine').catch(() => { throw new Sentence(MISSING); }),
    formOf(setup),
  ]);
  return engine.openInterview(text, state);
}

function formOf({ form, addresses }: Setup): Promise<string> {
  if (!form || !addresses.form) throw new Sentence(SENTENCES.formMissing);
  const { hash } = form;
  xform ??= load(addresses.form, hash);
  return xform.catch((error: unknown) => {
    xform = null;
    throw error;
  });
}

async function load(address: string, hash: string): Promise<string> {
  const response = await fetch(address, { redirect: 'manual' }).catch(() => null);
  const text = response?.ok ? await response.text().catch(() => '') : '';
  if ((await digestOf(textBytes(text))) !== hash) throw new Sentence(MISSING);
  return text;
}
