/** Browser storage that may be forbidden or full: the page then works without it. */
export function remembered(storage, key) {
  return {
    get() {
      try {
        return window[storage].getItem(key) ?? "";
      } catch {
        return "";
      }
    },
    set(value) {
      try {
        if (value === "") window[storage].removeItem(key);
        else window[storage].setItem(key, value);
      } catch {
        // Nothing to do: the text is still in the page.
      }
    },
  };
}
