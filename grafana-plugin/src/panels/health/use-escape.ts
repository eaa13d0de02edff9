/**
 * Closes on the first Escape. Grafana's drawer puts the focus on its close button, whose tooltip takes the first Escape for
 * itself; a person who only looked should not have to press twice.
 */
import { useEffect } from 'react';

/** `isOn` is false while a question stands above: then Escape is about that. */
export function useEscape(onEscape: () => void, isOn: boolean): void {
  useEffect(() => {
    if (!isOn) return;
    const onKey = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') onEscape();
    };
    document.addEventListener('keydown', onKey, true);
    return () => document.removeEventListener('keydown', onKey, true);
  }, [onEscape, isOn]);
}
