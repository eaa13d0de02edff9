/** Words that stick out of an element, except those that are only for screen readers. Runs in the page: no imports. */
export function clippedWords(panel: Element): string[] {
  const box = panel.getBoundingClientRect();
  const clipped: string[] = [];
  const walker = document.createTreeWalker(panel, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const parent = node.parentElement;
    const isForVoices = (element: Element | null): boolean =>
      element !== null && (getComputedStyle(element).clipPath !== 'none' || isForVoices(element.parentElement));
    if (parent === null || isForVoices(parent)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const { left, right, top, bottom, width } = range.getBoundingClientRect();
    const isOut = left < box.left - 1 || right > box.right + 1 || top < box.top - 1 || bottom > box.bottom + 1;
    if (width > 0 && isOut) clipped.push(node.textContent ?? '');
  }
  return clipped;
}
