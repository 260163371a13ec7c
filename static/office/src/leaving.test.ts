// @vitest-environment jsdom
import { expect, it, vi } from 'vitest';

import { forgetOnLeaving } from './leaving';

it('empties a secret page on leaving, and asks for it again on coming back', () => {
  document.body.innerHTML = '<p>AGE-SECRET-KEY-1</p>';
  const forget = vi.fn();
  const comeBack = vi.fn();
  forgetOnLeaving(forget, comeBack);
  window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: false }));
  expect(comeBack).not.toHaveBeenCalled();
  window.dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }));
  expect(forget).toHaveBeenCalledOnce();
  expect(document.body.textContent).toBe('');
  window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
  expect(comeBack).toHaveBeenCalledOnce();
});
