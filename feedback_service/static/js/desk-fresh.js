// A part of a page that keeps itself current: whoever asks while an answer is on its way is answered by one more
// question after it, so that what changed meanwhile is never missed and nothing is asked twice at once.

/** How to ask: `fetched` resolves to the new part, or to null where there is none; `show` is given what came. */
export function freshener(fetched, show) {
  let busy = false;
  let again = false;
  return async function refresh() {
    if (busy) {
      again = true;
      return;
    }
    busy = true;
    const html = await fetched();
    busy = false;
    if (html) show(html);
    if (again) {
      again = false;
      refresh();
    }
  };
}
