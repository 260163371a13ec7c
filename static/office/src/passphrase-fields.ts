/** A new passphrase, typed twice, and judged as it is typed. */
import { judgePassphrase, type PassphraseVerdict } from '../../sealing/passphrase';
import { need, say } from './dom';

const VERDICTS: Record<PassphraseVerdict, string> = {
  good: 'Cette phrase convient.',
  empty: '',
  short: 'Encore un peu : quatre mots différents, ou quatorze caractères.',
  monotonous: 'Trop répétitif : choisissez des mots plus variés.',
};

export interface PassphraseFields {
  /** The passphrase, or null when the form now says what is wrong with it. */
  read: () => string | null;
  complain: (sentence: string) => void;
}

export function passphraseFields(form: HTMLFormElement): PassphraseFields {
  const first = need(form, '[data-phrase]', HTMLInputElement);
  const second = need(form, '[data-again]', HTMLInputElement);
  const verdict = need(form, '[data-verdict]', HTMLElement);
  const wrong = need(form, '[data-wrong]', HTMLElement);
  first.addEventListener('input', () => {
    const judged = judgePassphrase(first.value);
    say(verdict, VERDICTS[judged]);
    verdict.dataset.state = judged;
  });
  const complain = (sentence: string): void => { say(wrong, sentence); };
  const read = (): string | null => {
    const complaint = complaintOf(first.value, second.value);
    complain(complaint);
    return complaint ? null : first.value;
  };
  return { read, complain };
}

function complaintOf(first: string, second: string): string {
  const judged = judgePassphrase(first);
  if (judged === 'empty') return 'Écrivez une phrase de passe.';
  if (judged !== 'good') return VERDICTS[judged];
  return first === second ? '' : 'Les deux saisies ne sont pas identiques.';
}
