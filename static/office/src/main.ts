/** The office's one script: each page names on its body part (`data-page`) what else it needs. */
import '../../design/base.css';
import './office.css';
import './map-page.css';
import './import.css';
import { enhance } from './enhance';

const pages: Record<string, () => Promise<{ start: (root: HTMLElement) => unknown }>> = {
  keys: () => import('./keys'),
  round: () => import('./round-edit'),
  invitation: () => import('./invitation'),
  quarantined: () => import('./quarantined'),
  'import-upload': () => import('./import-upload'),
  'import-progress': () => import('./import-progress'),
  'import-preview': () => import('./import-preview'),
};

enhance(document);
for (const root of document.querySelectorAll<HTMLElement>('[data-page]')) {
  const load = pages[root.dataset.page ?? ''];
  if (load) void load().then((page) => page.start(root));
}
