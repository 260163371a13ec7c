/** The office's one script: each page names on its body part (`data-page`) what else it needs. */
import '../../design/base.css';
import './office.css';
import './map-page.css';
import './paper-page.css';
import './import.css';
import './work.css';
import './directory.css';
import './facade.css';
import './followups.css';
import './referrals.css';
import './audit.css';
import './retention.css';
import './rights.css';
import './documents.css';
import './cards.css';
import './notices.css';
import './languages.css';
import './forms.css';
import './together.css';
import { enhance } from './enhance';

const pages: Record<string, () => Promise<{ start: (root: HTMLElement) => unknown }>> = {
  keys: () => import('./keys'),
  'keys-held': () => import('./keys-held'),
  passkeys: () => import('./passkeys'),
  'passkey-sign-in': () => import('./passkey-sign-in'),
  people: () => import('./people'),
  round: () => import('./round-edit'),
  'round-names': () => import('./round-names'),
  invitation: () => import('./invitation'),
  link: () => import('./link'),
  'lost-code': () => import('./lost-code'),
  quarantined: () => import('./quarantined'),
  map: () => import('./map'),
  case: () => import('./case'),
  'referral-send': () => import('./referral-send'),
  'referral-received': () => import('./referral-received'),
  'referral-link': () => import('./referral-link'),
  household: () => import('./household'),
  printed: () => import('./printed'),
  'followups-list': () => import('./followups-list'),
  paper: () => import('./paper/paper'),
  'paper-list': () => import('./paper-list'),
  'import-upload': () => import('./import-upload'),
  'work-progress': () => import('./work-progress'),
  'import-preview': () => import('./import-preview'),
  directory: () => import('./directory'),
  'directory-edit': () => import('./directory-edit'),
  structure: () => import('./directory-structure'),
  facade: () => import('./facade'),
  entrance: () => import('./entrance'),
  card: () => import('./card'),
  'form-preview': () => import('./form-preview'),
  'joint-map': () => import('./joint-map'),
  'joint-shares': () => import('./joint-shares'),
  'joint-proposal': () => import('./joint-proposal'),
};

/** What only works once its script does is disabled as it comes, and left to the script from here on: sent before, the browser would send it bare, and what was typed would be lost. */
function ready(root: HTMLElement): void {
  for (const button of root.querySelectorAll<HTMLButtonElement>('[data-needs-script]')) button.disabled = false;
}

enhance(document);
for (const root of document.querySelectorAll<HTMLElement>('[data-page]')) {
  const load = pages[root.dataset.page ?? ''];
  if (load) {
    void load().then((page) => {
      ready(root);
      page.start(root);
    });
  }
}
