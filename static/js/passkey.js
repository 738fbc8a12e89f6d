// Hands the page's button to allauth's script, which asks the browser for a passkey:
// <button id="…" type="button" data-passkey="add|authenticate|login" data-credential="the field's id" hidden>
for (const button of document.querySelectorAll("[data-passkey]")) {
  const { passkey, credential } = button.dataset;
  const ids = { [passkey]: button.id, credential, passwordless: "id_passwordless", data: "js_data" };
  window.allauth.webauthn.forms[`${passkey}Form`]({ ids });
  button.hidden = false;
}

// The device gave none, or the person changed their mind.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  document.getElementById("passkey-failed").hidden = false;
});
