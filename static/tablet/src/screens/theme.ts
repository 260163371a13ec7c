import { createSignal } from 'solid-js';

export type Theme = 'auto' | 'light' | 'dark';

const KEY = 'palier.theme';

function kept(): Theme {
  const value = document.documentElement.dataset['theme'];
  return value === 'light' || value === 'dark' ? value : 'auto';
}

const [theme, setTheme] = createSignal<Theme>(kept());
export { theme };

/** `public/theme.js` reads the choice before the first paint of the next start. */
export function chooseTheme(choice: Theme): void {
  setTheme(choice);
  if (choice === 'auto') {
    delete document.documentElement.dataset['theme'];
    localStorage.removeItem(KEY);
  } else {
    document.documentElement.dataset['theme'] = choice;
    localStorage.setItem(KEY, choice);
  }
}
