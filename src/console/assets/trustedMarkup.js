// htmx puts fragments of our own pages into the page as text. They come from our server, where every
// value is escaped; scripts and addresses of scripts are never made from text.
if (window.trustedTypes?.createPolicy) {
  window.trustedTypes.createPolicy("default", { createHTML: (markup) => markup });
}
