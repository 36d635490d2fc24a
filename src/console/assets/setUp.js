/** The link's token stands behind its `#`; it goes on in a form, and out of the address. */
const token = location.hash.slice(1);
const form = document.getElementById("token-form");
if (token !== "" && form !== null) {
  history.replaceState(null, "", location.pathname + location.search);
  form.elements.token.value = token;
  form.requestSubmit();
}
