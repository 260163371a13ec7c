// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { IDLE, lockByItself } from './locking';

describe('a page that was unlocked', () => {
  beforeEach(() => {
    vi.useFakeTimers();
    document.body.innerHTML = '<main><p>Madame Essai</p></main>';
  });
  afterEach(() => { vi.useRealTimers(); });

  it('is emptied after five minutes without a gesture, and not before', () => {
    const [forget, again] = [vi.fn(), vi.fn()];
    lockByItself(forget, again);
    vi.advanceTimersByTime(IDLE - 1000);
    document.dispatchEvent(new Event('keydown'));
    vi.advanceTimersByTime(IDLE - 1000);
    expect(forget).not.toHaveBeenCalled();
    expect(document.body.textContent).toContain('Madame Essai');
    vi.advanceTimersByTime(2000);
    expect(forget).toHaveBeenCalledOnce();
    expect(again).toHaveBeenCalledOnce();
    expect(document.body.textContent).not.toContain('Madame Essai');
  });

  it('is emptied by its button', () => {
    const [forget, again] = [vi.fn(), vi.fn()];
    lockByItself(forget, again);
    document.querySelector('button')?.click();
    expect(forget).toHaveBeenCalledOnce();
    expect(document.body.textContent).not.toContain('Madame Essai');
  });

  it('locks before a gesture that comes after a sleep shows anything', () => {
    const forget = vi.fn();
    lockByItself(forget, vi.fn());
    vi.setSystemTime(Date.now() + IDLE + 1);
    document.dispatchEvent(new Event('pointermove'));
    expect(forget).toHaveBeenCalledOnce();
  });
});
